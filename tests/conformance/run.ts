import type { Accepted } from "./accepted.ts";
import { type ReplayOptions, replayWalks } from "./replay.ts";
import type { Report } from "./report.ts";
import { type Part, parts, replayRest } from "./rest/replay.ts";
import type { Judged } from "./servers.ts";

/** Which part of a world to replay. */
export type RunOptions = Omit<ReplayOptions, "world" | "accepted">;

/** Replays a world of flows or of REST routes. */
export function replayWorld(
  world: string,
  judged: Judged,
  options: RunOptions & { readonly accepted: readonly Accepted[] },
): Promise<Report> {
  return isPart(world) ? replayRest(world, judged, { ...options, world }) : replayWalks(judged, { ...options, world });
}

function isPart(world: string): world is Part {
  return Object.hasOwn(parts, world);
}
