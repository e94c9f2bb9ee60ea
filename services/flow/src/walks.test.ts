import { expect, test } from "vitest";
import { settle } from "./test/walk/people.ts";
import { seededRandom } from "./test/walk/random.ts";
import { someSettings } from "./test/walk/settings.ts";
import { type Seen, walk } from "./test/walk/walk.ts";
import { flowWorld } from "./test/world.ts";

// A walk that failed is repeated by its seed: SIGNET_WALKS=10 SIGNET_WALK_SEED=<the seed it names, rounded down to tens>.
const WALKS = Number(process.env.SIGNET_WALKS ?? 500);
const SEED = Number(process.env.SIGNET_WALK_SEED ?? 1000);
const PER_SETTINGS = 10;

const world = await flowWorld({ env: { RATE_LIMITER_ENABLED: "false" } });

test(`${WALKS} random walks from seed ${SEED} keep every law`, { timeout: 60_000 + WALKS * 2_000 }, async () => {
  const seen: Seen = { states: new Set(), actions: new Set(), successes: new Map() };
  for (let seed = SEED; seed < SEED + WALKS; seed += PER_SETTINGS) {
    const settings = world.configure(someSettings(seededRandom(seed)));
    const stranger = await settle(world, `stranger-${seed}`, { address: "verified", username: true, passkey: true });
    const seeds = Array.from({ length: PER_SETTINGS }, (_, index) => seed + index);
    await Promise.all(seeds.map((each) => walk({ world, settings, stranger, seen }, each)));
  }
  if (WALKS < 500) return;
  // Walks that go nowhere break no law: these saw the whole machine.
  expect([...seen.successes.keys()].sort()).toEqual(expect.arrayContaining(["otp", "otp+totp", "passkey", "pwd"]));
  expect(seen.states.size).toBeGreaterThanOrEqual(24);
});
