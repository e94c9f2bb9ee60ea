import { Redis } from "ioredis";

/** Where the Redis of tests answers, if there is one. */
export const redisAddress = process.env.SIGNET_TEST_REDIS ?? "127.0.0.1:6379";

/** Whether Redis is there; under CI=true it has to be. */
export async function isRedisThere(): Promise<boolean> {
  const redis = new Redis(`redis://${redisAddress}`, { lazyConnect: true, retryStrategy: () => null });
  redis.on("error", () => undefined);
  const isThere = await redis.connect().then(
    () => true,
    () => false,
  );
  redis.disconnect();
  if (!isThere && process.env.CI === "true")
    throw new Error(`there is no Redis at ${redisAddress}, and CI demands one`);
  return isThere;
}
