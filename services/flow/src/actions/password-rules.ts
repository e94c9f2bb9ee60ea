import type { TenantSettings } from "@signet/config";
import { reasonOf } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { InputErrorCode } from "../engine/errors.ts";
import { failAt } from "../engine/outcomes.ts";
import type { Failure } from "../engine/types.ts";

/** In bytes; what bcrypt, the contract's hash, can tell apart. */
export const longestPassword = 72;

/** What is wrong with a new password: length in characters at least, in bytes at most (flow-api.md section 17.3). */
export function passwordFault(password: string, { password: rules }: TenantSettings): InputErrorCode | undefined {
  if ([...password].length < rules.min_length) return "value_invalid_error";
  if (Buffer.byteLength(password) > longestPassword) return "value_too_long_error";
  return undefined;
}

/** The credential unit has the last word on lengths; anything else it says is not about the input. */
export function passwordRefusal(error: unknown, input: string): Failure {
  const reason = reasonOf(error);
  if (reason === Reason.PASSWORD_TOO_SHORT) return failAt({ [input]: "value_invalid_error" });
  if (reason === Reason.PASSWORD_TOO_LONG) return failAt({ [input]: "value_too_long_error" });
  throw error;
}
