import { metadataOf, reasonOf } from "@signet/kit";
import type { Reason } from "@signet/proto/errors/v1/errors";
import type { Failure } from "../../errors.ts";
import type { Outcome } from "../../http/route.ts";

/** What a refusal of a neighbour is called here, with what the neighbour said of it. */
export type Refusals = Partial<Record<Reason, (said: Readonly<Record<string, string>>) => Failure>>;

/** Waits for an outcome; refusals that the route knows become its failures, all others pass on. */
export async function refusing(refusals: Refusals, outcome: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await outcome();
  } catch (error) {
    const reason = reasonOf(error);
    const failure = reason === undefined ? undefined : refusals[reason]?.(metadataOf(error));
    if (!failure) throw error;
    return { failure };
  }
}

/** A failure with a message of its own. */
export function because(status: number, message: string): () => Failure {
  return () => ({ status, message });
}
