import { uuidv4 } from "@signet/kit";
import type { FlowWorld } from "../world.ts";
import { kinds, type Possessions, settle } from "./people.ts";
import { seededRandom } from "./random.ts";
import { someSettings } from "./settings.ts";
import { type Seen, walk } from "./walk.ts";

/** So many walks share a mixture of settings, and walk at once. */
const PER_SETTINGS = 10;

/** Walks by their seeds, each ten in one of the worlds under one mixture of settings. Throws when a law is broken. */
export async function walkAll(
  worlds: readonly FlowWorld[],
  {
    from,
    count,
    people = kinds,
  }: { readonly from: number; readonly count: number; readonly people?: readonly Possessions[] },
): Promise<Seen> {
  const seen: Seen = { states: new Set(), actions: new Set(), errors: new Set(), successes: new Map() };
  for (let seed = from; seed < from + count; seed += PER_SETTINGS) {
    const random = seededRandom(seed);
    const mixture = someSettings(random);
    const world = random.pick(worlds);
    const settings = world.configure(mixture);
    const stranger = await settle(world, `stranger-${seed}-${uuidv4()}`, {
      address: "verified",
      username: true,
      passkey: true,
    });
    const seeds = Array.from({ length: PER_SETTINGS }, (_, index) => seed + index);
    await Promise.all(seeds.map((each) => walk({ world, settings, people, stranger, seen }, each)));
  }
  return seen;
}
