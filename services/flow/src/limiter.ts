import { createHash } from "node:crypto";
import type { Config } from "@signet/config";
import type { Logger } from "@signet/kit";
import type { Redis } from "ioredis";
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { connectRedis } from "./redis.ts";

/** What is limited; each has its own number per interval (flow-api.md section 17.5). */
export type Limited = "passcode" | "password" | "otp" | "token" | "lookup";

/** Who attempts what. */
export interface Attempt {
  /** The network it comes from, see networkOf. */
  readonly network: string;
  /** The account it aims at, by whatever name that is stable; empty where there is none. */
  readonly account: string;
  /** A name of the device, if the account was used from it before. */
  knownDevice(): Promise<string | undefined>;
}

/**
 * Fixed windows: a bucket is full again at the end of the interval that its first token began. A known device has one of
 * its own, as OWASP's device cookies do, and needs nobody else's.
 */
export interface Limiter {
  /** Takes a token of each bucket an attempt belongs to. The answer is undefined, or the whole seconds to wait. */
  take(what: Limited, attempt: Attempt): Promise<number | undefined>;
  /** The same, for those who show how the count stands; undefined where limits are off. */
  count(what: Limited, attempt: Attempt): Promise<Taken | undefined>;
  close(): Promise<void>;
}

/** What came of taking a token: how the first bucket of the attempt stands. */
export interface Taken {
  /** Whole seconds, where there was no token left in one of the buckets. */
  readonly wait?: number;
  /** Tokens in an interval. */
  readonly limit: number;
  readonly remaining: number;
  /** Whole seconds until the bucket is full again. */
  readonly reset: number;
}

/**
 * One network may aim at many accounts, and many networks at one account: each has a bucket of its own, this many times
 * as large as that of the pair, which is the contract's.
 */
const SPREAD = 10;

/** A limiter in this process or in Redis, as configured; one that never refuses where limits are off. */
export function createLimiter(settings: Config["rate_limiter"], log: Logger): Limiter {
  if (!settings.enabled) return { take: none, count: none, close: none };
  const redis = settings.store === "redis" ? connectRedis(settings.redis_config, log) : undefined;
  const buckets = redis ? redis.then((client) => allBuckets(settings, client)) : allBuckets(settings, undefined);

  const count: Limiter["count"] = async (what, attempt) => {
    const { network, account } = attempt;
    const { pair, wide } = (await buckets)[what];
    // Strangers who exhaust what others share, from next door or from everywhere, do not lock the owner out.
    const device = await attempt.knownDevice();
    if (device !== undefined) return consume(pair, ["device", account, device]);
    const own = await consume(pair, ["pair", network, account]);
    // A refused attempt costs the wider buckets nothing, so nobody empties them from one place.
    if (own.wait !== undefined) return own;
    const { wait } = await consume(wide, ["network", network]);
    if (wait !== undefined || account === "") return { ...own, wait };
    return { ...own, wait: (await consume(wide, ["account", account])).wait };
  };
  return {
    count,
    take: async (what, attempt) => (await count(what, attempt))?.wait,
    async close() {
      (await redis)?.disconnect();
    },
  };
}

const none = async () => undefined;

function allBuckets(settings: Config["rate_limiter"], redis: Redis | undefined): Record<Limited, Buckets> {
  const { password_limits: passwords } = settings;
  return {
    passcode: bucketsOf("passcode", settings.passcode_limits, redis),
    password: bucketsOf("password", passwords, redis),
    otp: bucketsOf("otp", settings.otp_limits, redis),
    token: bucketsOf("token", settings.token_limits, redis),
    // Whether an address has an account is asked once before each password: as often as passwords, over many accounts.
    lookup: bucketsOf("lookup", { ...passwords, tokens: passwords.tokens * SPREAD }, redis),
  };
}

interface Buckets {
  readonly pair: RateLimiterAbstract;
  readonly wide: RateLimiterAbstract;
}

function bucketsOf(what: Limited, limit: { tokens: number; interval: number }, redis: Redis | undefined): Buckets {
  const make = (name: string, points: number): RateLimiterAbstract => {
    const options = { keyPrefix: `signet:${what}:${name}`, points, duration: limit.interval / 1000 };
    return redis ? new RateLimiterRedis({ ...options, storeClient: redis }) : new RateLimiterMemory(options);
  };
  return { pair: make("pair", limit.tokens), wide: make("wide", limit.tokens * SPREAD) };
}

/** Takes a token; whole seconds to wait, rounded down, when there is none. */
async function consume(bucket: RateLimiterAbstract, keys: readonly string[]): Promise<Taken> {
  const limit = bucket.points;
  try {
    const { remainingPoints: remaining, msBeforeNext } = await bucket.consume(digest(keys));
    return { limit, remaining, reset: Math.floor(msBeforeNext / 1000) };
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const wait = Math.floor(refusal.msBeforeNext / 1000);
    return { wait, limit, remaining: 0, reset: wait };
  }
}

/** Keys hold addresses that strangers choose: a digest bounds their length. */
function digest(keys: readonly string[]): string {
  return createHash("sha256").update(keys.join("\n")).digest("base64url");
}
