import type { Config } from "@signet/config";
import { type Logger, uuidv4 } from "@signet/kit";
import { connectRedis } from "./redis.ts";

/** Keeps two requests of one conversation apart. The second fails at once; it does not wait (flow-api.md section 5.6). */
export interface FlowLocker {
  /** Runs the work alone, or answers `busy` without running it. */
  alone<T>(flowId: string, work: () => Promise<T>): Promise<T | "busy">;
  close(): Promise<void>;
}

/** A locker in this process or in Redis, as configured; the version check catches what it does not. */
export function createFlowLocker(settings: Config["flow_locker"], log: Logger): FlowLocker {
  if (!settings.enabled) return { alone: (_, work) => work(), close: async () => undefined };
  return settings.store === "redis" ? redisLocker(settings, log) : memoryLocker();
}

function memoryLocker(): FlowLocker {
  const held = new Set<string>();
  return {
    async alone(flowId, work) {
      if (held.has(flowId)) return "busy";
      held.add(flowId);
      try {
        return await work();
      } finally {
        held.delete(flowId);
      }
    },
    async close() {},
  };
}

/** Only whoever set the lock may remove it: after its expiry it may be another's. */
const RELEASE = `if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end return 0`;
const DEFAULT_TTL_MS = 15_000;

function redisLocker({ redis_config, ttl }: Config["flow_locker"], log: Logger): FlowLocker {
  const connected = connectRedis(redis_config, log);
  return {
    async alone(flowId, work) {
      const redis = await connected;
      const key = `flow:lock:${flowId}`;
      const mine = uuidv4();
      if ((await redis.set(key, mine, "PX", ttl || DEFAULT_TTL_MS, "NX")) !== "OK") return "busy";
      try {
        return await work();
      } finally {
        await redis.eval(RELEASE, 1, key, mine);
      }
    },
    async close() {
      (await connected).disconnect();
    },
  };
}
