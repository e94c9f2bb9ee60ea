import type { ServiceImpl } from "@connectrpc/connect";
import { callerOf, outboxRow, problem, type UnitDeps } from "@signet/kit";
import {
  WebauthnCredentialDeletedSchema,
  WebauthnCredentialUpdatedSchema,
} from "@signet/proto/credential/v1/credential_events";
import type { WebauthnService } from "@signet/proto/credential/v1/webauthn_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import { textArgument, uuidArgument } from "../arguments.ts";
import { storeCredential } from "./insert.ts";
import { isCredentialId, MAX_NAME, webauthnCredentialFrom, webauthnCredentialToProto } from "./proto.ts";
import type { WebauthnStore } from "./store.ts";

/** What keeping credentials depends on. */
export interface ManagementDeps extends Pick<UnitDeps, "now"> {
  readonly store: WebauthnStore;
}

type Handlers = Pick<
  ServiceImpl<typeof WebauthnService>,
  "createWebauthnCredential" | "listWebauthnCredentials" | "updateWebauthnCredential" | "deleteWebauthnCredential"
>;

const MOST_USERS = 1_000;

/** Storing, renaming and deleting credentials. */
export function managementHandlers({ store, now }: ManagementDeps): Handlers {
  async function find(tenantId: string, userId: string, id: string) {
    // What is no credential id is not looked for: not every database takes any text for one.
    const owner = uuidArgument("user_id", userId);
    const credential = isCredentialId(id) ? await store.find(tenantId, owner, id) : undefined;
    if (!credential) throw notFound();
    return credential;
  }

  return {
    async createWebauthnCredential({ credential: message, limit, user }, context) {
      if (!message) throw problem(Reason.ARGUMENT_INVALID, "credential is missing");
      const credential = webauthnCredentialFrom(message, now());
      const stored = await storeCredential(store, credential, { limit, user, caller: callerOf(context), now: now() });
      return { credential: webauthnCredentialToProto(stored) };
    },

    async listWebauthnCredentials({ userIds }, context) {
      if (userIds.length > MOST_USERS) throw problem(Reason.ARGUMENT_INVALID, `at most ${MOST_USERS} user_ids`);
      const owners = userIds.map((id) => uuidArgument("user_ids", id));
      const found = owners.length > 0 ? await store.listOf(callerOf(context).tenantId, owners) : [];
      return { credentials: found.map(webauthnCredentialToProto) };
    },

    async updateWebauthnCredential({ userId, credentialId, name }, context) {
      const { tenantId, origin } = callerOf(context);
      const present = await find(tenantId, userId, credentialId);
      if (present.name === name) return { credential: webauthnCredentialToProto(present) };

      const renamed = { ...present, name: textArgument("name", name, MAX_NAME), updateTime: now() };
      const credential = webauthnCredentialToProto(renamed);
      const event = outboxRow(WebauthnCredentialUpdatedSchema, tenantId, { origin, credential }, now());
      if (!(await store.rename(tenantId, renamed, event))) throw notFound();
      return { credential };
    },

    async deleteWebauthnCredential({ userId, credentialId, user }, context) {
      const { tenantId, origin } = callerOf(context);
      const present = await find(tenantId, userId, credentialId);
      const credential = webauthnCredentialToProto(present);
      const event = outboxRow(WebauthnCredentialDeletedSchema, tenantId, { origin, credential, user }, now());
      if (!(await store.delete(tenantId, present, event))) throw notFound();
      return {};
    },
  };
}

function notFound() {
  return problem(Reason.WEBAUTHN_CREDENTIAL_NOT_FOUND, "the user has no such credential");
}
