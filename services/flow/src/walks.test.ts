import { expect, test } from "vitest";
import { walkAll } from "./test/walk/rounds.ts";
import { flowWorld } from "./test/world.ts";

// A walk that failed is repeated by its seed: SIGNET_WALKS=10 SIGNET_WALK_SEED=<the seed it names, rounded down to tens>.
const WALKS = Number(process.env.SIGNET_WALKS ?? 500);
const SEED = Number(process.env.SIGNET_WALK_SEED ?? 1000);

const free = await flowWorld({ env: { RATE_LIMITER_ENABLED: "false" } });
const limited = await flowWorld({ env: { RATE_LIMITER_ENABLED: "true" } });

test(`${WALKS} random walks from seed ${SEED} keep every law`, { timeout: 60_000 + WALKS * 2_000 }, async () => {
  // Limits end many a walk early, so most of them know none.
  const seen = await walkAll([free, free, free, limited], { from: SEED, count: WALKS });
  if (WALKS < 500) return;
  // Walks that go nowhere break no law: these saw the whole machine.
  expect([...seen.successes.keys()].sort()).toEqual(expect.arrayContaining(["otp", "otp+totp", "passkey", "pwd"]));
  expect(seen.states.size).toBeGreaterThanOrEqual(24);
  expect([...seen.actions]).toEqual(expect.arrayContaining(["recovery_codes_create", "otp_code_validate"]));
  expect([...seen.errors]).toContain("rate_limit_exceeded");
});
