import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import { callerOf, outboxRow, problem } from "@signet/kit";
import type {
  CeremonyPreferences,
  RelyingPartyCeremonyService,
} from "@signet/proto/credential/v1/relying_party_ceremony_service";
import { RelyingPartyTransactionSignedSchema } from "@signet/proto/credential/v1/relying_party_events";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { KeyReader } from "../webauthn/public-key.ts";
import { refused } from "../webauthn/refused.ts";
import { type AssertionAnswer, readAssertionAnswer } from "../webauthn/response.ts";
import { type Proven, prove, takeFor } from "./answer.ts";
import { scopeOf, userIdArgument } from "./arguments.ts";
import { audited, ceremonyTypes, type Trail } from "./audit.ts";
import { apiFrom, type Kind, newStoredCeremony } from "./ceremony.ts";
import type { RelyingPartyConfig } from "./config.ts";
import type { ListedCredential, RelyingPartyCredential } from "./credential.ts";
import { requestOptionsFor } from "./options.ts";
import { credentialToProto, transactionToProto } from "./proto.ts";
import type { CeremonyDeps } from "./registration.ts";
import type { Scope } from "./relying-party.ts";
import { newTransaction, signedBy } from "./signing.ts";
import { type Terms, termsOf } from "./terms.ts";

/** What authentication and transaction ceremonies depend on. */
export interface AuthenticationDeps extends CeremonyDeps {
  readonly keyOf: KeyReader;
}

type Service = ServiceImpl<typeof RelyingPartyCeremonyService>;
type Handlers = Omit<Service, "initializeRegistration" | "finalizeRegistration">;

/** Authentication and transaction ceremonies of relying parties (authentication-api.md sections 1.6.3 to 1.6.6, 2.5 to 2.7). */
export function authenticationHandlers(deps: AuthenticationDeps): Handlers {
  const { parties, store, tokens, keyOf, secrets, now } = deps;

  return {
    initializeAuthentication({ relyingPartyId, api, mfa, userId, preferences }, context) {
      const kind = { api: apiFrom(api), operation: "authentication", mfa } as const;
      return begin(context, { relyingPartyId, kind, userId, preferences });
    },

    async initializeTransaction({ relyingPartyId, api, userId, preferences, identifier, text }, context) {
      const kind = { api: apiFrom(api), operation: "transaction", mfa: false } as const;
      const { optionsJson, transaction } = await begin(context, {
        ...{ relyingPartyId, kind, userId, preferences },
        signed: { identifier, text },
      });
      return { optionsJson, transaction: transaction && transactionToProto(transaction) };
    },

    async finalizeAuthentication({ relyingPartyId, api, mfa, responseJson, signToken }, context) {
      const kind = { api: apiFrom(api), operation: "authentication", mfa } as const;
      const { credential, token } = await end(context, { relyingPartyId, kind, responseJson, signToken });
      return { credential: credentialToProto(credential), token };
    },

    async finalizeTransaction({ relyingPartyId, api, responseJson, signToken }, context) {
      const kind = { api: apiFrom(api), operation: "transaction", mfa: false } as const;
      const { credential, token, transaction } = await end(context, { relyingPartyId, kind, responseJson, signToken });
      return {
        credential: credentialToProto(credential),
        token,
        transaction: transaction && transactionToProto(transaction),
      };
    },
  };

  function begin(context: HandlerContext, ask: Ask) {
    const { relyingPartyId, kind, signed } = ask;
    const deed = { relyingPartyId, api: kind.api, types: ceremonyTypes(kind, "init"), now: now(), tell: store.tell };
    return audited(context, deed, async (trail) => {
      const scope = scopeOf(context, relyingPartyId);
      const { config } = await parties.of(scope);
      const known = { transactionId: signed?.identifier ?? "", userId: ask.userId };
      trail.know(known);
      const terms = termsOf(config, { mfa: kind.mfa, preferences: ask.preferences });
      const { ownerId, allowed } = await whoMayAnswer(scope, ask, terms);
      const { api } = kind;
      const transaction = signed && newTransaction(scope, { ...signed, api, ownerId, userId: ask.userId, now: now() });
      const toSign = transaction && { ...transaction, transactionId: transaction.id, identifier: signed.identifier };
      const ceremony = newStoredCeremony(kind, {
        ...{ terms, ownerId, allowed, now: now() },
        ...(toSign && { signed: toSign }),
      });
      const begun = await store.begin(scope, {
        ...{ ceremony, events: trail.succeeded() },
        ...(transaction && { transaction }),
      });
      if (!begun)
        throw problem(Reason.RELYING_PARTY_TRANSACTION_TAKEN, "the identifier belongs to another transaction");
      return { optionsJson: JSON.stringify(requestOptionsFor(config, terms, ceremony)), transaction };
    });
  }

  async function whoMayAnswer(scope: Scope, { kind, userId }: Ask, { attachment }: Terms): Promise<Answering> {
    if (userId === "" && !kind.mfa) return { ownerId: undefined, allowed: [] };
    const found = await store.findUser(scope, userIdArgument(userId));
    if (!found) throw problem(Reason.RELYING_PARTY_USER_NOT_FOUND, "the relying party has no such user");
    // What is not known of a credential is not held against it.
    const fits = (each: ListedCredential) =>
      attachment === "" || each.attachment === "" || each.attachment === attachment;
    const isOffered = (each: ListedCredential) => (kind.mfa || !each.mfa) && (kind.api === "passkeys" || fits(each));
    const allowed = found.credentials.filter(isOffered).map(({ id }) => id);
    if (allowed.length === 0) {
      throw problem(Reason.RELYING_PARTY_NO_CREDENTIALS, "the user has no credential that could answer");
    }
    return { ownerId: found.user.id, allowed };
  }

  function end(context: HandlerContext, { relyingPartyId, kind, responseJson, signToken }: End) {
    const deed = { relyingPartyId, api: kind.api, types: ceremonyTypes(kind, "final"), now: now(), tell: store.tell };
    return audited(context, deed, async (trail) => {
      const scope = scopeOf(context, relyingPartyId);
      const { config } = await parties.of(scope);
      const answer = readAssertionAnswer(responseJson);
      const taken = await takeFor(store, scope, { answer, kind });
      trail.know({ transactionId: taken.transaction?.identifier ?? "", userId: taken.owner?.userId ?? "" });
      const proven = prove(answer, taken, { config, keyOf, now: now() });
      return complete(context, { scope, config, answer, proven, trail, signToken });
    });
  }

  async function complete(context: HandlerContext, { scope, config, answer, proven, trail, signToken }: Completing) {
    const { origin, tenantId } = callerOf(context);
    const { use, transaction: asked } = proven;
    const time = now();
    const credential: RelyingPartyCredential = { ...proven.credential, ...use, lastUsedTime: time, updateTime: time };
    const transaction = asked && signedBy(answer, { scope, asked, proven, config, secrets, now: time });
    const told = transaction && {
      origin,
      relyingPartyId: scope.relyingPartyId,
      transaction: transactionToProto(transaction),
    };
    const events = told ? [outboxRow(RelyingPartyTransactionSignedSchema, tenantId, told, time)] : [];
    const completed = await store.complete(scope, {
      ...{ credentialId: credential.id, use, now: time, events: [...events, ...trail.succeeded()] },
      ...(transaction && { signed: transaction }),
    });
    if (!completed) throw refused("counter", "the counter moved on meanwhile, or the credential is gone");
    const result = { userId: credential.user.userId, credentialId: credential.id, rpId: config.rpId };
    const trans = transaction?.identifier ? { transactionId: transaction.identifier } : {};
    return { credential, transaction, token: signToken ? await tokens.sign(scope, { ...result, ...trans }) : "" };
  }
}

/** What a ceremony is begun with. */
interface Ask {
  readonly relyingPartyId: string;
  readonly kind: Kind;
  readonly userId: string;
  readonly preferences: CeremonyPreferences | undefined;
  readonly signed?: { readonly identifier: string; readonly text: string };
}

interface Answering {
  readonly ownerId: string | undefined;
  readonly allowed: readonly string[];
}

/** What a ceremony ends with. */
interface End {
  readonly relyingPartyId: string;
  readonly kind: Kind;
  readonly responseJson: string;
  readonly signToken: boolean;
}

interface Completing {
  readonly scope: Scope;
  readonly config: RelyingPartyConfig;
  readonly answer: AssertionAnswer;
  readonly proven: Proven;
  readonly trail: Trail;
  readonly signToken: boolean;
}
