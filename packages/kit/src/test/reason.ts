import { Reason } from "@signet/proto/errors/v1/errors";
import { reasonOf } from "../problem.ts";

/** The name of the reason that a call fails with; undefined when it succeeds. */
export async function reasonFrom(call: Promise<unknown>): Promise<string | undefined> {
  return call.then(
    () => undefined,
    (error) => Reason[reasonOf(error) ?? Reason.UNSPECIFIED],
  );
}
