import { randomUUID } from "node:crypto";
import type { Config } from "@signet/config";
import { loadConfig } from "@signet/config";
import { silentLog } from "@signet/kit";
import { afterAll, describe, expect, test } from "vitest";
import { type Attempt, createLimiter, type Limiter } from "./limiter.ts";
import { createFlowLocker, type FlowLocker } from "./locker.ts";
import { isRedisThere, redisAddress } from "./test/redis.ts";

const hasRedis = await isRedisThere();
const open: { close(): Promise<void> }[] = [];

afterAll(async () => {
  for (const each of open) await each.close();
});

describe.each(["in_memory", "redis"] as const)("limits kept in %s", (store) => {
  const isThere = store === "in_memory" || hasRedis;

  test.skipIf(!isThere).each([
    ["passcode", 3],
    ["password", 5],
    ["otp", 3],
    ["token", 3],
  ] as const)("of one account from one network %s %i times a minute; then the seconds to wait", async (what, times) => {
    const limiter = limiterIn(store);
    const ada = attempt();
    for (let count = 0; count < times; count += 1) expect(await limiter.take(what, ada)).toBeUndefined();
    const wait = await limiter.take(what, ada);
    expect(wait).toBeGreaterThanOrEqual(50);
    expect(wait).toBeLessThanOrEqual(60);
  });

  test.skipIf(!isThere)("each kind of attempt has its own count", async () => {
    const limiter = limiterIn(store);
    const ada = attempt();
    for (let count = 0; count < 4; count += 1) await limiter.take("otp", ada);
    expect(await limiter.take("otp", ada)).toBeDefined();
    expect(await limiter.take("password", ada)).toBeUndefined();
  });

  test.skipIf(!isThere)("one network that tries many accounts is stopped", async () => {
    const limiter = limiterIn(store);
    const { network } = attempt();
    const spray = () => limiter.take("password", attempt({ network }));
    for (let count = 0; count < 50; count += 1) expect(await spray()).toBeUndefined();
    expect(await spray()).toBeDefined();
    expect(await limiter.take("password", attempt())).toBeUndefined();
  });

  test.skipIf(!isThere)("many networks that try one account are stopped, and a known device is not", async () => {
    const limiter = limiterIn(store);
    const { account } = attempt();
    const storm = (device?: string) => limiter.take("password", attempt({ account, knownDevice: async () => device }));
    for (let count = 0; count < 50; count += 1) expect(await storm()).toBeUndefined();
    expect(await storm()).toBeDefined();
    expect(await storm("laptop")).toBeUndefined();
  });

  test.skipIf(!isThere)(
    "a known device has a count of its own, which neighbours and strangers leave alone",
    async () => {
      const limiter = limiterIn(store);
      const ada = attempt();
      for (let count = 0; count < 60; count += 1) await limiter.take("password", ada);
      for (let count = 0; count < 60; count += 1) await limiter.take("password", attempt({ network: ada.network }));
      const fromLaptop = () => limiter.take("password", { ...ada, knownDevice: async () => "laptop" });
      for (let count = 0; count < 5; count += 1) expect(await fromLaptop()).toBeUndefined();
      expect(await fromLaptop()).toBeDefined();
      expect(await limiter.take("password", { ...ada, knownDevice: async () => "phone" })).toBeUndefined();
    },
  );

  test.skipIf(!isThere)("refused attempts do not empty what others share", async () => {
    const limiter = limiterIn(store);
    const ada = attempt();
    for (let count = 0; count < 100; count += 1) await limiter.take("password", ada);
    expect(await limiter.take("password", attempt({ account: ada.account }))).toBeUndefined();
    expect(await limiter.take("password", attempt({ network: ada.network }))).toBeUndefined();
  });

  test.skipIf(!isThere)("of two hundred attempts at once five pass", async () => {
    const limiter = limiterIn(store);
    const ada = attempt();
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => limiter.take("password", ada)));
    expect(outcomes.filter((wait) => wait === undefined)).toHaveLength(5);
  });
});

test.skipIf(!hasRedis)("two processes share one count in Redis", async () => {
  const [one, other] = [limiterIn("redis"), limiterIn("redis")];
  const ada = attempt();
  for (const limiter of [one, other, one]) expect(await limiter.take("otp", ada)).toBeUndefined();
  expect(await other.take("otp", ada)).toBeDefined();
});

test("limits that are off refuse nothing", async () => {
  const limiter = createLimiter({ ...configOf({}).rate_limiter, enabled: false }, silentLog);
  const ada = attempt();
  for (let count = 0; count < 20; count += 1) expect(await limiter.take("otp", ada)).toBeUndefined();
});

describe.each(["in_memory", "redis"] as const)("locks kept in %s", (store) => {
  const isThere = store === "in_memory" || hasRedis;

  test.skipIf(!isThere)("one request of a conversation runs, the others fail at once", async () => {
    const locker = lockerIn(store);
    const flowId = randomUUID();
    const gate = withResolvers<string>();
    const first = locker.alone(flowId, () => gate.promise);
    expect(await locker.alone(randomUUID(), async () => "another conversation")).toBe("another conversation");
    expect(await locker.alone(flowId, async () => "ran")).toBe("busy");
    gate.resolve("first");
    expect(await first).toBe("first");
    expect(await locker.alone(flowId, async () => "ran")).toBe("ran");
  });

  test.skipIf(!isThere)("work that fails gives the lock back", async () => {
    const locker = lockerIn(store);
    const flowId = randomUUID();
    const failing = locker.alone(flowId, () => Promise.reject(new Error("the database is away")));
    await expect(failing).rejects.toThrow("the database is away");
    expect(await locker.alone(flowId, async () => "ran")).toBe("ran");
  });
});

test.skipIf(!hasRedis)("two processes share one lock in Redis; one that died loses it by itself", async () => {
  const [one, other] = [lockerIn("redis", "500ms"), lockerIn("redis")];
  const flowId = randomUUID();
  const gate = withResolvers<string>();
  const begun = withResolvers<void>();
  const first = one.alone(flowId, () => {
    begun.resolve();
    return gate.promise;
  });
  await begun.promise;
  expect(await other.alone(flowId, async () => "ran")).toBe("busy");
  await expect.poll(() => other.alone(flowId, async () => "ran"), { timeout: 10_000 }).toBe("ran");

  // The first is late; what it gives back is not the lock that another has by now.
  const second = withResolvers<string>();
  const held = other.alone(flowId, () => second.promise);
  gate.resolve("late");
  expect(await first).toBe("late");
  expect(await other.alone(flowId, async () => "ran")).toBe("busy");
  second.resolve("done");
  await held;
});

function limiterIn(store: "in_memory" | "redis"): Limiter {
  const limiter = createLimiter(
    configOf({ RATE_LIMITER_STORE: store, RATE_LIMITER_REDIS_ADDRESS: redisAddress }).rate_limiter,
    silentLog,
  );
  open.push(limiter);
  return limiter;
}

function lockerIn(store: "in_memory" | "redis", ttl = "15s"): FlowLocker {
  const env = { FLOWLOCKER_STORE: store, FLOWLOCKER_REDIS_ADDRESS: redisAddress, FLOWLOCKER_TTL: ttl };
  const locker = createFlowLocker(configOf(env).flow_locker, silentLog);
  open.push(locker);
  return locker;
}

function configOf(env: Readonly<Record<string, string>>): Config {
  return loadConfig({ env: { DEVELOPMENT: "true", ...env } }).config;
}

/** An attempt of somebody new from somewhere new. */
function attempt(known: Partial<Attempt> = {}): Attempt {
  return { network: randomUUID(), account: randomUUID(), knownDevice: async () => undefined, ...known };
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
