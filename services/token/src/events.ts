import { type Listener, on } from "@signet/kit";
import { UserDeletedSchema } from "@signet/proto/identity/v1/identity_events";
import { SessionCause } from "@signet/proto/token/v1/token_service";
import type { EndSessions } from "./ending.ts";
import type { SessionStore } from "./store.ts";

/**
 * Ends the sessions of a user who is gone, also those that somebody began while the user was being deleted, and those of
 * a user whom a back end deleted without ending them. Ending twice changes nothing, so no inbox is needed.
 */
export function userDeletedListener(deps: {
  readonly sessions: Pick<SessionStore, "list">;
  readonly end: EndSessions;
  readonly now: () => Date;
}): Listener {
  const { sessions, end, now } = deps;
  return on(UserDeletedSchema, async ({ user, origin }, { tenantId }) => {
    if (!user) return;
    await end(tenantId, await sessions.list(tenantId, user.userId, now()), {
      cause: SessionCause.USER_DELETED,
      origin,
    });
  });
}
