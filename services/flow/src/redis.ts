import type { Logger } from "@signet/kit";
import type { Redis } from "ioredis";

/** Where Redis answers: host, port and maybe a database number after a slash. */
export interface RedisSettings {
  readonly address: string;
  readonly password: string;
}

/**
 * Connects to Redis. The client is loaded only where one is configured: it costs every other process 8 MB. A command
 * fails after two attempts instead of waiting for a server that is away; the client goes on to connect.
 */
export async function connectRedis({ address, password }: RedisSettings, log: Logger): Promise<Redis> {
  // A package of the older module format, bundled and loaded late, has its exports under `default` alone.
  const { default: ioredis } = await import("ioredis");
  const { hostname: host, port, pathname } = new URL(`redis://${address}`);
  const db = Number(pathname.slice(1) || 0);
  const redis = new ioredis.Redis({
    host,
    port: Number(port || 6379),
    db,
    password: password || undefined,
    maxRetriesPerRequest: 2,
  });
  let isAway = false;
  // Without a listener the client writes a line of its own for every attempt to connect, past the log.
  redis.on("error", (error) => {
    if (!isAway) log.warn({ err: error, address }, "Redis does not answer; trying again");
    isAway = true;
  });
  redis.on("ready", () => {
    if (isAway) log.info({ address }, "Redis answers again");
    isAway = false;
  });
  return redis;
}
