import { ConnectError } from "@connectrpc/connect";
import { metadataOf, problem, reasonOf } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { countAttempt } from "../attempts.ts";
import type { Limited, Taken } from "../limiter.ts";
import type { ClassicVisit } from "./visit.ts";

/** What an attempt is at. */
export interface Target {
  readonly what: Limited;
  /** The account, by a name that stays the same; empty where attempts are counted by network alone. */
  readonly account: string;
  readonly userId?: string;
}

/** How a count stands, as a response says it; nothing where nothing is counted. */
export function limitOf(taken: Taken | undefined) {
  if (!taken) return undefined;
  const { limit, remaining, reset } = taken;
  return { limit: BigInt(limit), remaining: BigInt(remaining), resetSeconds: BigInt(reset) };
}

/** Makes an attempt, if there is one left: RATE_LIMITED otherwise. Every failure tells how the count stands. */
export async function limited<T>(
  visit: ClassicVisit,
  { what, account, userId }: Target,
  work: (taken: Taken | undefined) => Promise<T>,
): Promise<T> {
  const taken = await countAttempt(visit, what, { account, userId });
  if (taken?.wait !== undefined) {
    throw problem(Reason.RATE_LIMITED, "this was tried too often", { ...metadataFor(taken), wait: String(taken.wait) });
  }
  try {
    return await work(taken);
  } catch (error) {
    const reason = reasonOf(error);
    if (!taken || reason === undefined || !(error instanceof ConnectError)) throw error;
    throw problem(reason, error.rawMessage, { ...metadataOf(error), ...metadataFor(taken) });
  }
}

function metadataFor({ limit, remaining, reset }: Taken): Record<string, string> {
  return { limit: String(limit), remaining: String(remaining), reset: String(reset) };
}
