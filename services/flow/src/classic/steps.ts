import { ConnectError } from "@connectrpc/connect";
import { outboxRow, reasonOf } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { type ClassicStep, ClassicStepTakenSchema } from "@signet/proto/flow/v1/flow_events";
import type { ClassicVisit } from "./visit.ts";

/** Reasons for which nothing was even tried. */
const untold: readonly Reason[] = [Reason.METHOD_DISABLED, Reason.RATE_LIMITED, Reason.OVERLOADED];

/** What the log calls a failure (public-rest.md sections 8.11 and 8.14), where that is not what the refusal says. */
const texts: Partial<Record<Reason, string>> = {
  [Reason.PASSCODE_INVALID]: "passcode invalid",
  [Reason.PASSCODE_ATTEMPTS_EXHAUSTED]: "max attempts reached",
  [Reason.EXCHANGE_TOKEN_INVALID]: "code=404, message=token not found",
  [Reason.EXCHANGE_TOKEN_EXPIRED]: "code=422, message=token has expired",
};

/** Takes a step, and tells that it was taken, or why it failed. `work` says who takes it as soon as it knows. */
export async function takeStep<T>(
  visit: ClassicVisit,
  step: ClassicStep,
  work: (identify: (as: ClassicVisit) => void) => Promise<T>,
): Promise<T> {
  let actor = visit;
  const identify = (as: ClassicVisit) => {
    actor = as;
  };
  try {
    const result = await work(identify);
    await tellStep(actor, step);
    return result;
  } catch (error) {
    const reason = reasonOf(error);
    const isTold = error instanceof ConnectError && reason !== undefined && !untold.includes(reason);
    if (isTold) await tellStep(actor, step, texts[reason] ?? error.rawMessage);
    throw error;
  }
}

/** Tells that a step was taken, or why it failed. */
export async function tellStep(visit: ClassicVisit, step: ClassicStep, error = ""): Promise<void> {
  const { ceremonies, tenantId, origin, now } = visit;
  await ceremonies.tell(outboxRow(ClassicStepTakenSchema, tenantId, { origin, step, error }, now));
}
