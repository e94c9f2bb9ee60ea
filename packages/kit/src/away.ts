import { Code, ConnectError } from "@connectrpc/connect";
import { isDatabaseAway } from "@signet/db";
import { reasonOf } from "./problem.ts";

/** A unit that cannot be reached, and one that does not answer in time. */
const away: readonly Code[] = [Code.Unavailable, Code.DeadlineExceeded];

/** Whether something failed because a unit or the database does not answer now: in a moment it may succeed. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof ConnectError)) return isDatabaseAway(error);
  return away.includes(error.code) && reasonOf(error) === undefined;
}
