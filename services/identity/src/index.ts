import type { Unit } from "@signet/kit";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { UserTransferService } from "@signet/proto/identity/v1/user_transfer_service";
import { identityRoutes } from "./rpc.ts";
import { createIdentityStore } from "./store.ts";
import { userTransferRoutes } from "./transfer/rpc.ts";

/** Users and how they are named. */
export const identity: Unit = {
  name: "identity",
  services: [IdentityService, UserTransferService],
  outbox: true,

  create({ db, secrets, now }) {
    const routes = [identityRoutes({ store: createIdentityStore(db), secrets, now }), userTransferRoutes({ db, now })];
    return {
      routes(router) {
        for (const route of routes) route(router);
      },
    };
  },
};
