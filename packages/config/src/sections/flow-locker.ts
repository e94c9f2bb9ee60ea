import { z } from "zod";
import { bool, choice, duration } from "../keys.ts";
import { redis } from "./redis.ts";

/** One request at a time per flow: the second is refused at once. */
export const flowLocker = z.object({
  enabled: bool(true, {
    env: "FLOWLOCKER_ENABLED",
    about: "Refuses a second request while one for the same flow runs.",
  }),
  store: choice(["in_memory", "redis"], "in_memory", {
    env: "FLOWLOCKER_STORE",
    about: "Where locks live; several instances share them through Redis.",
  }),
  redis_config: redis("FLOWLOCKER_REDIS", "host:port or host:port/database"),
  ttl: duration("0", {
    env: "FLOWLOCKER_TTL",
    about: "When a lock in Redis expires by itself; 0 means 15s.",
    zeroMeans: "15s",
  }),
});
