import { mailPasscode } from "./account/passcode.ts";
import { takeToken } from "./attempts.ts";
import type { FlowErrorCode } from "./engine/errors.ts";
import type { Arrival, Turn } from "./engine/types.ts";

/**
 * On arrival in passcode_confirmation (flow-api.md section 8.2): sends a code unless one that still counts is on its
 * way to the same address. The state is reached even when the limit forbids to send.
 */
export async function sendPasscodeOnArrival(turn: Turn, arrival: Arrival): Promise<FlowErrorCode | undefined> {
  if (arrival.failed || hasValidPasscode(turn)) return undefined;
  const limit = await takePasscodeToken(turn);
  if (limit) return limit;
  await sendPasscode(turn);
  return undefined;
}

/** Takes one token per mail (quirk Q2); when none is left, says when there is. */
export async function takePasscodeToken(turn: Turn): Promise<FlowErrorCode | undefined> {
  const wait = await takeToken(turn, "passcode");
  if (wait === undefined) return undefined;
  turn.payload = { ...turn.payload, resendAfter: BigInt(wait) };
  return "rate_limit_exceeded";
}

/** Makes a new code and mails it; earlier codes of the conversation are forgotten. */
export async function sendPasscode(turn: Turn): Promise<void> {
  const { email, passcodeTemplate: template } = turn.data;
  if (email === undefined || template === undefined) throw new Error("a code without an address to send it to");
  turn.data = { ...turn.data, passcode: await mailPasscode(turn, email, template) };
}

function hasValidPasscode({ data, now }: Turn): boolean {
  const sent = data.passcode;
  return sent !== undefined && !sent.spent && sent.address === data.email && sent.expiresAt > now.getTime();
}
