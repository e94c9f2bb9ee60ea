import { reasonOf } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { takeToken } from "../attempts.ts";
import type { InputErrorCode } from "../engine/errors.ts";
import { textOf } from "../engine/inputs.ts";
import { fail, failAt, finallyGoTo, goTo } from "../engine/outcomes.ts";
import type { Action, Turn } from "../engine/types.ts";
import { loginFailed } from "../login-events.ts";
import { canAttachSecurityKey } from "../policy/facts.ts";

/** The other second factor (flow-api.md section 10.7). */
export const continueToLoginOtp: Action = {
  name: "continue_to_login_otp",
  description: "Continues the flow to the OTP login.",
  offered: ({ data, settings }) => settings.mfa.totp.enabled && Boolean(data.has?.otp),
  run: () => goTo("login_otp"),
};

/** The other second factor (flow-api.md section 10.8). */
export const continueToLoginSecurityKey: Action = {
  name: "continue_to_login_security_key",
  description: "Continues the flow to the security key login.",
  offered: (turn) =>
    turn.settings.mfa.security_keys.enabled && Boolean(turn.data.has?.webauthn) && canAttachSecurityKey(turn),
  run: () => goTo("login_security_key"),
};

/** A code of the authenticator app, or a recovery code where those are on (flow-api.md section 10.8). */
export const otpCodeValidate: Action = {
  name: "otp_code_validate",
  description: "Validates the provided code.",
  offered: () => true,
  inputs: () => [{ name: "otp_code", type: "string", required: true }],

  async run(turn, input) {
    const { userId } = turn.data;
    if (userId === undefined) return fail("operation_not_permitted_error");
    const wait = await takeToken(turn, "otp");
    if (wait !== undefined) {
      turn.payload = { ...turn.payload, retryAfter: BigInt(wait) };
      return fail("rate_limit_exceeded");
    }
    const refusal = await refusalOf(turn, userId, textOf(input, "otp_code"));
    if (refusal) {
      loginFailed(turn, turn.data.loginMethod ?? "", "otp code invalid");
      return failAt({ otp_code: refusal });
    }
    turn.data = { ...turn.data, mfaMethod: "totp" };
    return finallyGoTo();
  },
};

async function refusalOf(turn: Turn, userId: string, code: string): Promise<InputErrorCode | undefined> {
  const takesRecoveryCodes = turn.settings.mfa.recovery_codes.enabled && !/^\d{6}$/.test(code);
  try {
    if (takesRecoveryCodes) await turn.leaves.totp.checkRecoveryCode({ userId, code }, turn.call());
    else await turn.leaves.totp.checkTotp({ userId, code }, turn.call());
    return undefined;
  } catch (error) {
    const refusals: Partial<Record<Reason, InputErrorCode>> = {
      [Reason.TOTP_INVALID]: "otp_code_invalid",
      [Reason.TOTP_NOT_FOUND]: "otp_code_invalid",
      [Reason.TOTP_ALREADY_USED]: "otp_code_already_used",
      [Reason.RECOVERY_CODE_INVALID]: "otp_code_invalid",
    };
    const refusal = refusals[reasonOf(error) ?? Reason.UNSPECIFIED];
    if (!refusal) throw error;
    return refusal;
  }
}
