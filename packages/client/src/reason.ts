import { ConnectError } from "@connectrpc/connect";
import { Reason } from "@signet/proto/errors/v1/errors";
import { ErrorInfoSchema } from "@signet/proto/google/rpc/error_details";

/** By name, as it comes over the wire: one that this version does not know is no reason. */
const reasons = new Map(
  Object.entries(Reason).filter((entry): entry is [string, Reason] => typeof entry[1] === "number"),
);

/** Why a call was refused, if the server gave a reason; a program switches on it, a person reads the message. */
export function reasonOf(error: unknown): Reason | undefined {
  if (!(error instanceof ConnectError)) return undefined;
  const [info] = error.findDetails(ErrorInfoSchema);
  return info && reasons.get(info.reason);
}
