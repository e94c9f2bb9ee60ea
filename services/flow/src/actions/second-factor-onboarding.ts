import { reasonOf } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { Template } from "@signet/proto/notification/v1/notification_service";
import { startRegistration } from "../ceremonies.ts";
import { textOf } from "../engine/inputs.ts";
import { gained } from "../engine/memory.ts";
import { fail, failAt, finallyGoTo, goTo } from "../engine/outcomes.ts";
import type { Action, Arrival, Turn } from "../engine/types.ts";
import { canAttachSecurityKey, hasWebauthn } from "../policy/facts.ts";
import { notifySecurity } from "../security-notification.ts";
import { packUser, subjectOf } from "../subject.ts";

/** An authenticator app (flow-api.md section 11.7). */
export const continueToOtpSecretCreation: Action = {
  name: "continue_to_otp_secret_creation",
  description: "Create an OTP secret",
  offered: ({ settings }) => settings.mfa.totp.enabled,
  run: () => goTo("mfa_otp_secret_creation"),
};

/** A security key (flow-api.md section 11.7). */
export const continueToSecurityKeyCreation: Action = {
  name: "continue_to_security_key_creation",
  description: "Create a security key",
  offered: (turn) => {
    const { mfa } = turn.settings;
    return mfa.enabled && mfa.security_keys.enabled && canAttachSecurityKey(turn) && hasWebauthn(turn.data);
  },
  run: () => goTo("mfa_security_key_creation"),
};

export const skipSecondFactor: Action = {
  name: "skip",
  description: "Skip",
  offered: ({ settings }) => settings.mfa.optional,
  run: () => goTo(),
};

/** Starts the creation of a security key (flow-api.md section 11.9). */
export const generateSecurityKeyCreationOptions: Action = {
  name: "webauthn_generate_creation_options",
  description: "Get WebAuthn creation options to register a WebAuthn credential.",
  offered: ({ data }) => hasWebauthn(data),
  async run(turn) {
    await startRegistration(turn, "security_key");
    return goTo("onboarding_verify_passkey_attestation");
  },
};

/** On arrival: a fresh secret, or the same one with its picture again while the state stays (flow-api.md section 11.8). */
export async function showTotpSecret(turn: Turn, arrival: Arrival): Promise<undefined> {
  const { email, username, totpSecret } = turn.data;
  const { secret, imageSource } = await turn.leaves.totp.createTotpSecret(
    { account: email ?? username ?? "", secret: arrival.stayed ? totpSecret : undefined },
    turn.call(),
  );
  turn.payload = { ...turn.payload, otpSecret: secret, otpImageSource: imageSource };
  turn.data = { ...turn.data, totpSecret: secret };
}

/** The first code of the app (flow-api.md section 11.8). In a registration the secret is stored at its end. */
export const otpCodeVerify: Action = {
  name: "otp_code_verify",
  description: "Verify an OTP code",
  offered: ({ settings }) => settings.mfa.totp.enabled,
  inputs: () => [{ name: "otp_code", type: "string", required: true }],
  validates: false,

  async run(turn, input) {
    const { totpSecret, userId } = turn.data;
    if (totpSecret === undefined || userId === undefined) return fail("operation_not_permitted_error");
    const isRegistration = turn.flow.name === "registration";
    const subject = isRegistration ? undefined : await subjectOf(turn);
    try {
      const { step, sealedSecret } = await turn.leaves.totp.verifyTotpEnrolment(
        {
          userId,
          secret: totpSecret,
          code: textOf(input, "otp_code"),
          store: !isRegistration,
          user: packUser(subject?.user),
        },
        turn.call(),
      );
      if (isRegistration) turn.data = { ...turn.data, newTotp: { sealedSecret, step: String(step) } };
    } catch (error) {
      if (reasonOf(error) !== Reason.TOTP_INVALID) throw error;
      return failAt({ otp_code: "passcode_invalid" });
    }
    if (subject) {
      turn.found = { user: subject.user };
      await notifySecurity(turn, subject.user, Template.MFA_CREATE);
    }
    turn.data = { ...gained(turn.data, { otp: true }), totpSecret: undefined };
    return finallyGoTo();
  },
};
