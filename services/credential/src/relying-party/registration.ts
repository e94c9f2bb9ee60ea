import type { ServiceImpl } from "@connectrpc/connect";
import { callerOf, outboxRow, problem, type UnitDeps, uuidv4 } from "@signet/kit";
import type { RelyingPartyCeremonyService } from "@signet/proto/credential/v1/relying_party_ceremony_service";
import { RelyingPartyCredentialCreatedSchema } from "@signet/proto/credential/v1/relying_party_events";
import { Reason } from "@signet/proto/errors/v1/errors";
import { verifyAttestation } from "../webauthn/attestation.ts";
import { attachmentOfAuthenticator } from "../webauthn/authenticators.ts";
import { challengeOf } from "../webauthn/client-data.ts";
import { refused } from "../webauthn/refused.ts";
import { type AttestationAnswer, readAttestationAnswer } from "../webauthn/response.ts";
import { iconArgument, scopeOf, userIdArgument, userNameArgument } from "./arguments.ts";
import { audited, ceremonyTypes } from "./audit.ts";
import {
  type Api,
  apiFrom,
  asCeremony,
  assertKind,
  newStoredCeremony,
  type StoredCeremony,
  unknownCeremony,
} from "./ceremony.ts";
import { isChallenge } from "./challenge.ts";
import type { RelyingPartyConfig } from "./config.ts";
import { firstName, type RelyingPartyCredential } from "./credential.ts";
import { creationOptionsFor } from "./options.ts";
import type { Parties } from "./parties.ts";
import { credentialToProto } from "./proto.ts";
import type { RelyingPartyUser } from "./relying-party.ts";
import { attachmentFrom } from "./row.ts";
import type { ResultTokens } from "./signing-keys.ts";
import type { CeremonyStore } from "./store-ceremony.ts";
import { termsOf } from "./terms.ts";

/** What ceremonies of relying parties depend on. */
export interface CeremonyDeps extends Pick<UnitDeps, "now" | "log" | "secrets"> {
  readonly parties: Parties;
  readonly store: CeremonyStore;
  readonly tokens: ResultTokens;
}

type Handlers = Pick<
  ServiceImpl<typeof RelyingPartyCeremonyService>,
  "initializeRegistration" | "finalizeRegistration"
>;

/** Registration ceremonies of relying parties (authentication-api.md sections 1.6.1, 1.6.2, 2.4 and 2.7). */
export function registrationHandlers({ parties, store, tokens, now, log }: CeremonyDeps): Handlers {
  return {
    initializeRegistration(request, context) {
      const { relyingPartyId, mfa } = request;
      const kind = { api: apiFrom(request.api), operation: "registration", mfa } as const;
      const deed = { relyingPartyId, api: kind.api, types: ceremonyTypes(kind, "init"), now: now(), tell: store.tell };
      return audited(context, deed, async (trail) => {
        const scope = scopeOf(context, relyingPartyId);
        const { config } = await parties.of(scope);
        const userId = userIdArgument(request.userId);
        trail.know({ userId });
        const terms = termsOf(config, { mfa, preferences: request.preferences });
        const name = userNameArgument("user_name", request.userName);
        const user = await store.putUser(scope, {
          ...{ id: uuidv4(), userId, name, createTime: now(), updateTime: now() },
          displayName: userNameArgument("user_display_name", request.userDisplayName.trim() || name),
          icon: iconArgument(request.userIcon),
        });
        const present = (await store.findUser(scope, userId))?.credentials ?? [];

        const ceremony = newStoredCeremony(kind, { terms, ownerId: user.id, allowed: [], now: now() });
        await store.begin(scope, { ceremony, events: trail.succeeded() });
        const exclude = present.map(({ id }) => id);
        const { challenge } = ceremony;
        return { optionsJson: JSON.stringify(creationOptionsFor({ config, terms, challenge, user, exclude })) };
      });
    },

    finalizeRegistration(request, context) {
      const { relyingPartyId, mfa } = request;
      const kind = { api: apiFrom(request.api), operation: "registration", mfa } as const;
      const deed = { relyingPartyId, api: kind.api, types: ceremonyTypes(kind, "final"), now: now(), tell: store.tell };
      return audited(context, deed, async (trail) => {
        const scope = scopeOf(context, relyingPartyId);
        const { config } = await parties.of(scope);
        const answer = readAttestationAnswer(request.responseJson);
        const challenge = challengeOf(answer.response.clientDataJSON);
        const taken = isChallenge(challenge) ? await store.take(scope, challenge, answer.id) : undefined;
        assertKind(taken?.ceremony, kind);
        if (!taken) throw unknownCeremony();
        const { ceremony, owner: user } = taken;
        if (!user) throw userGone();
        trail.know({ userId: user.userId });

        const credential = await attest(answer, { ceremony, config, user, api: kind.api });
        const { origin, tenantId } = callerOf(context);
        const message = credentialToProto(credential);
        const init = { origin, relyingPartyId: scope.relyingPartyId, credential: message };
        const event = outboxRow(RelyingPartyCredentialCreatedSchema, tenantId, init, now());
        const outcome = await store.insertCredential(scope, credential, [event, ...trail.succeeded()]);
        if (outcome === "no user") throw userGone();
        if (outcome === "taken") {
          throw problem(Reason.WEBAUTHN_CREDENTIAL_TAKEN, "the credential is registered already");
        }
        const { rpId } = config;
        const result = { userId: user.userId, credentialId: credential.id, rpId };
        return { credential: message, token: request.signToken ? await tokens.sign(scope, result) : "" };
      });
    },
  };

  /** The new credential that an answer proves, if it is one that the relying party asked for. */
  async function attest(
    answer: AttestationAnswer,
    { ceremony, config, user, api }: Attempt,
  ): Promise<RelyingPartyCredential> {
    const relyingParty = { id: config.rpId, name: config.rpName, origins: config.origins };
    const context = { ceremony: asCeremony(ceremony), relyingParty, now: now(), log };
    const { attested, userVerified } = await verifyAttestation(answer, context);

    // Not every client passes on what the browser said of it (authentication-api.md section 1.5).
    const known = attachmentFrom(answer.authenticatorAttachment ?? "") || attachmentOfAuthenticator(attested.aaguid);
    const attachment = ceremony.attachment || known;
    if (known !== "" && known !== attachment) throw refused("authenticator", `the authenticator is ${known}`);
    const { allowedAaguids } = config;
    if (allowedAaguids.length > 0 && !allowedAaguids.includes(attested.aaguid)) {
      throw refused("authenticator", "authenticators of this model may not register");
    }
    return {
      ...attested,
      user,
      name: firstName(attested, { attachment, byId: api === "passkeys" }),
      mfa: ceremony.mfa,
      userVerified,
      discoverable: answer.clientExtensionResults?.credProps?.rk ?? ceremony.discoverable,
      attachment,
      lastUsedTime: now(),
      createTime: now(),
      updateTime: now(),
    };
  }
}

function userGone() {
  return problem(Reason.RELYING_PARTY_USER_NOT_FOUND, "the user is gone");
}

interface Attempt {
  readonly ceremony: StoredCeremony;
  readonly config: RelyingPartyConfig;
  readonly user: RelyingPartyUser;
  readonly api: Api;
}
