import { timestampDate, timestampFromMs } from "@bufbuild/protobuf/wkt";
import { uuidv4, uuidv7 } from "@signet/kit";
import { Template } from "@signet/proto/notification/v1/notification_service";
import { takeToken } from "./attempts.ts";
import type { FlowErrorCode } from "./engine/errors.ts";
import type { PasscodeTemplate } from "./engine/memory.ts";
import type { Arrival, Turn } from "./engine/types.ts";

const templates: Record<PasscodeTemplate, Template> = {
  login: Template.LOGIN,
  recovery: Template.RECOVERY,
  email_verification: Template.EMAIL_VERIFICATION,
  email_login_attempted: Template.EMAIL_LOGIN_ATTEMPTED,
  email_registration_attempted: Template.EMAIL_REGISTRATION_ATTEMPTED,
};

/** Templates that tell the owner of an address what was tried, and carry no code. */
const withoutCode: readonly PasscodeTemplate[] = ["email_login_attempted", "email_registration_attempted"];

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
  const passcodeId = uuidv4();
  // A mail without a code has one all the same: entering codes must look alike for known and unknown accounts.
  const { code, expireTime } = await turn.leaves.passcodes.createPasscode({ passcodeId, address: email }, turn.call());
  const expiresAt = expireTime ? timestampDate(expireTime).getTime() : turn.now.getTime();
  await turn.leaves.notifications.sendMail(
    {
      mailId: uuidv7(turn.now),
      template: templates[template],
      to: email,
      language: turn.client?.language ?? "",
      ...(withoutCode.includes(template) ? {} : { code, codeExpireTime: timestampFromMs(expiresAt) }),
    },
    turn.call(),
  );
  turn.data = { ...turn.data, passcode: { id: passcodeId, address: email, expiresAt } };
}

function hasValidPasscode({ data, now }: Turn): boolean {
  const sent = data.passcode;
  return sent !== undefined && !sent.spent && sent.address === data.email && sent.expiresAt > now.getTime();
}
