import type { ConnectRouter } from "@connectrpc/connect";
import { callerOf, outboxRow, problem, type UnitDeps } from "@signet/kit";
import { RelyingPartyCredentialService } from "@signet/proto/credential/v1/relying_party_credential_service";
import {
  RelyingPartyCredentialDeletedSchema,
  RelyingPartyCredentialUpdatedSchema,
} from "@signet/proto/credential/v1/relying_party_events";
import { Reason } from "@signet/proto/errors/v1/errors";
import { isCredentialId } from "../webauthn/proto.ts";
import { pageArgument, scopeOf, userNameArgument } from "./arguments.ts";
import { audited } from "./audit.ts";
import { apiFrom } from "./ceremony.ts";
import type { RelyingPartyCredential } from "./credential.ts";
import type { Parties } from "./parties.ts";
import { credentialToProto } from "./proto.ts";
import type { Scope } from "./relying-party.ts";
import type { CeremonyStore } from "./store-ceremony.ts";
import type { CredentialStore } from "./store-credential.ts";

/** What the handlers depend on. */
export interface CredentialsDeps extends Pick<UnitDeps, "now"> {
  readonly parties: Parties;
  readonly credentials: CredentialStore;
  readonly store: Pick<CeremonyStore, "tell">;
}

/** Serves signet.credential.v1.RelyingPartyCredentialService. */
export function relyingPartyCredentialRoutes({ parties, credentials, store, now }: CredentialsDeps) {
  async function find(scope: Scope, id: string): Promise<RelyingPartyCredential> {
    // What is no credential id is not looked for: not every database takes any text for one.
    const found = isCredentialId(id) ? await credentials.find(scope, id) : undefined;
    if (!found) throw notFound();
    return found;
  }

  return (router: ConnectRouter) =>
    router.service(RelyingPartyCredentialService, {
      async listRelyingPartyCredentials({ relyingPartyId, userId, ...page }, context) {
        const scope = scopeOf(context, relyingPartyId);
        await parties.of(scope);
        // No user has such an id, so nothing belongs to one.
        if (userId.length > LONGEST_USER_ID || userId.includes("\0")) return {};
        const listed = { ...pageArgument(page), ...(userId !== "" && { userId }) };
        const { items, total } = await credentials.list(scope, listed);
        return { credentials: items.map(credentialToProto), totalSize: BigInt(total) };
      },

      async getRelyingPartyCredential({ relyingPartyId, credentialId }, context) {
        return { credential: credentialToProto(await find(scopeOf(context, relyingPartyId), credentialId)) };
      },

      updateRelyingPartyCredential({ relyingPartyId, credentialId, name, api }, context) {
        const deed = { relyingPartyId, api: apiFrom(api), types: updated, now: now(), tell: store.tell };
        return audited(context, deed, async (trail) => {
          const scope = scopeOf(context, relyingPartyId);
          const present = await find(scope, credentialId);
          trail.know({ userId: present.user.userId });
          const renamed = { ...present, name: userNameArgument("name", name), updateTime: now() };
          const credential = credentialToProto(renamed);
          const { origin, tenantId } = callerOf(context);
          const init = { origin, relyingPartyId: scope.relyingPartyId, credential };
          const event = outboxRow(RelyingPartyCredentialUpdatedSchema, tenantId, init, now());
          if (!(await credentials.rename(scope, renamed, [event, ...trail.succeeded()]))) throw notFound();
          return { credential };
        });
      },

      deleteRelyingPartyCredential({ relyingPartyId, credentialId, api }, context) {
        const deed = { relyingPartyId, api: apiFrom(api), types: deleted, now: now(), tell: store.tell };
        return audited(context, deed, async (trail) => {
          const scope = scopeOf(context, relyingPartyId);
          const { user } = await find(scope, credentialId);
          trail.know({ userId: user.userId });
          const { origin, tenantId } = callerOf(context);
          const init = { origin, relyingPartyId: scope.relyingPartyId, credentialId, userId: user.userId };
          const event = outboxRow(RelyingPartyCredentialDeletedSchema, tenantId, init, now());
          if (!(await credentials.delete(scope, credentialId, [event, ...trail.succeeded()]))) throw notFound();
          return {};
        });
      },
    });
}

const LONGEST_USER_ID = 64;
const updated = { succeeded: "webauthn_credential_updated" };
const deleted = { succeeded: "webauthn_credential_deleted" };

function notFound() {
  return problem(Reason.WEBAUTHN_CREDENTIAL_NOT_FOUND, "the relying party has no such credential");
}
