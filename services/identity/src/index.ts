import type { Unit } from "@signet/kit";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { identityRoutes } from "./rpc.ts";
import { createIdentityStore } from "./store.ts";

/** Users and how they are named. */
export const identity: Unit = {
  name: "identity",
  services: [IdentityService],
  outbox: true,
  create: ({ db, secrets, now }) => ({
    routes: identityRoutes({ store: createIdentityStore(db), secrets, now }),
  }),
};
