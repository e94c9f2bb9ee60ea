import type { ConnectRouter } from "@connectrpc/connect";
import type { Database } from "@signet/db";
import { type Caller, callerOf, type Import, importing, outboxRow, sortOut } from "@signet/kit";
import { UsersImportedSchema } from "@signet/proto/identity/v1/identity_events";
import type { User as UserMessage } from "@signet/proto/identity/v1/user";
import { type UserBatch, UserTransferService } from "@signet/proto/identity/v1/user_transfer_service";
import { importedUser } from "./imported-user.ts";
import { beginUserImport } from "./store.ts";

/** What the service works with. */
export interface UserTransferDeps {
  readonly db: Database;
  readonly now: () => Date;
}

/** Serves signet.identity.v1.UserTransferService. */
export function userTransferRoutes(deps: UserTransferDeps) {
  return (router: ConnectRouter) =>
    router.service(UserTransferService, {
      importUsers(requests, context) {
        const caller = callerOf(context);
        return importing<UserBatch, UserMessage>(
          requests,
          ({ users }) => users,
          () => open(deps, caller),
        );
      },
    });
}

async function open({ db, now }: UserTransferDeps, { tenantId, origin }: Caller): Promise<Import<UserMessage>> {
  const store = await beginUserImport(db, tenantId);
  return {
    async add(messages) {
      // Whatever is not said happened when they moved in. A million of one time would be slow to list (decision 0022).
      const at = now();
      const { made, faults } = sortOut(messages, (message) => importedUser(message, at));
      for (const [user, claim] of await store.add([...made.keys()])) {
        faults.push({ index: made.get(user), message: `${claim} is in use` });
      }
      return faults;
    },
    drop: (userIds) => store.delete(userIds),
    commit: (users) => store.commit(outboxRow(UsersImportedSchema, tenantId, { origin, users: BigInt(users) }, now())),
    rollBack: () => store.rollBack(),
  };
}
