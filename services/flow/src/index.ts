import { once } from "node:events";
import { leftoversIn, type Unit } from "@signet/kit";
import { ClassicAccountService } from "@signet/proto/flow/v1/classic_account_service";
import { ClassicService } from "@signet/proto/flow/v1/classic_service";
import { FlowService } from "@signet/proto/flow/v1/flow_service";
import { classicRoutes } from "./classic/rpc.ts";
import { createCeremonyStore } from "./classic/store.ts";
import { leavesOf } from "./leaves.ts";
import { createLimiter } from "./limiter.ts";
import { createFlowLocker } from "./locker.ts";
import { flowRoutes } from "./rpc.ts";
import { createFlowStore } from "./store.ts";
import { onPostgresql } from "./store-postgresql.ts";

/** Conversations with people who sign in. Decides; asks the leaves for everything it has to know. */
export const flow: Unit = {
  name: "flow",
  services: [FlowService, ClassicService, ClassicAccountService],
  outbox: true,
  create({ db, peers, config, settings, secrets, now, log }) {
    const plain = createFlowStore(db);
    const store = db.dialect === "postgresql" ? onPostgresql(plain, db) : plain;
    const ceremonies = createCeremonyStore(db);
    const limiter = createLimiter(config.rate_limiter, log);
    const { debug } = config;
    const locker = createFlowLocker(config.flow_locker, log);
    const visits = { leaves: leavesOf(peers), limiter, settings, now, log };
    const conversations = flowRoutes({ ...visits, store, locker, secrets, debug });
    const singleCalls = classicRoutes({ ...visits, ceremonies });
    return {
      routes(router) {
        conversations(router);
        singleCalls(router);
      },
      leftovers: [
        leftoversIn("flows", db.prisma.flowFlow, () => ({ expiresAt: { lt: now() } })),
        leftoversIn("webauthn_session_data", db.prisma.flowCeremony, () => ({ expiresAt: { lt: now() } })),
      ],
      async run(signal) {
        if (!signal.aborted) await once(signal, "abort");
        await Promise.all([limiter.close(), locker.close()]);
      },
    };
  },
};
