import type { FlowErrorCode, InputErrorCode } from "./errors.ts";
import type { Advance, Failure, Outcome, StateName } from "./types.ts";

/** On to these states, then to what is scheduled. */
export function goTo(...to: StateName[]): Advance {
  return { kind: "advance", to, final: false };
}

/** The same, with no way back. */
export function finallyGoTo(...to: StateName[]): Advance {
  return { kind: "advance", to, final: true };
}

/** The conversation stays where it is, and says why. */
export function fail(error: FlowErrorCode): Failure {
  return { kind: "fail", error, inputErrors: {} };
}

/** The conversation stays where it is, because of what was entered. */
export function failAt(inputErrors: Readonly<Record<string, InputErrorCode>>, cause?: string): Failure {
  return { kind: "fail", error: "form_data_invalid_error", inputErrors, cause };
}

/** One step back. */
export const goBack: Outcome = { kind: "back" };
