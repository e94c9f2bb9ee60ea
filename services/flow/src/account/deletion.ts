import { SessionCause } from "@signet/proto/token/v1/token_service";
import type { Subject } from "../engine/types.ts";
import { packCredentials } from "../subject.ts";
import type { Visit } from "../visit.ts";

/** Deletes an account: first what could still sign in, then who it was. A failure half-way leaves nothing usable. */
export async function deleteAccount({ leaves, call }: Visit, { user, credentials }: Subject): Promise<void> {
  const { userId } = user;
  await leaves.tokens.revokeUserSessions({ userId, cause: SessionCause.USER_DELETED }, call());
  await leaves.credentials.deleteUserCredentials({ userId }, call());
  await leaves.identity.deleteUser({ userId, credentials: packCredentials(credentials) }, call());
}
