import type { Unit } from "@signet/kit";
import { FlowService } from "@signet/proto/flow/v1/flow_service";
import { cleanUp } from "./cleanup.ts";
import { leavesOf } from "./leaves.ts";
import { createLimiter } from "./limiter.ts";
import { createFlowLocker } from "./locker.ts";
import { flowRoutes } from "./rpc.ts";
import { createFlowStore } from "./store.ts";
import { onPostgresql } from "./store-postgresql.ts";

/** Conversations with people who sign in. Decides; asks the leaves for everything it has to know. */
export const flow: Unit = {
  name: "flow",
  services: [FlowService],
  outbox: true,
  create({ db, peers, config, settings, secrets, now, log }) {
    const plain = createFlowStore(db);
    const store = db.dialect === "postgresql" ? onPostgresql(plain, db) : plain;
    const limiter = createLimiter(config.rate_limiter);
    const { debug } = config;
    const locker = createFlowLocker(config.flow_locker);
    return {
      routes: flowRoutes({ store, leaves: leavesOf(peers), limiter, locker, settings, secrets, now, log, debug }),
      async run(signal) {
        await cleanUp(store, now, log, signal);
        await Promise.all([limiter.close(), locker.close()]);
      },
    };
  },
};
