import { type Listener, on } from "@signet/kit";
import { UserDeletedSchema } from "@signet/proto/identity/v1/identity_events";
import type { UserCredentialsStore } from "./store.ts";

/**
 * Makes sure that nothing stays of a user who is gone, also when whoever deleted the user did not get as far as
 * deleting the credentials. Deleting twice changes nothing, so no inbox is needed; what a user with the same id got
 * after that time (an import) is left alone.
 */
export function userDeletedListener(store: UserCredentialsStore): Listener {
  return on(UserDeletedSchema, async ({ user }, { tenantId, createTime }) => {
    if (user) await store.delete(tenantId, user.userId, { until: createTime });
  });
}
