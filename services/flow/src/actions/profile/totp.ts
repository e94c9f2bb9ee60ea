import { Template } from "@signet/proto/notification/v1/notification_service";
import { goTo } from "../../engine/outcomes.ts";
import type { Action } from "../../engine/types.ts";
import { canDeleteTotp } from "../../policy/profile.ts";
import { factsOf, signedIn } from "../../profile.ts";
import { notifySecurity } from "../../security-notification.ts";
import { packUser } from "../../subject.ts";

/** Sets an authenticator app up (flow-api.md section 13.2). */
export const profileOtpSecretCreation: Action = {
  name: "continue_to_otp_secret_creation",
  description: "Create an OTP secret",
  offered: (turn) => turn.settings.mfa.totp.enabled && signedIn(turn).credentials.totp === undefined,
  run: (turn) => goTo("mfa_otp_secret_creation", turn.flow.state),
};

/** Removes the authenticator app (flow-api.md section 13.2). */
export const otpSecretDelete: Action = {
  name: "otp_secret_delete",
  description: "Delete an OTP secret",
  offered: (turn) => canDeleteTotp(factsOf(turn)),
  async run(turn) {
    const { user } = signedIn(turn);
    await turn.leaves.totp.deleteTotp({ userId: user.userId, user: packUser(user) }, turn.call());
    await notifySecurity(turn, user, Template.MFA_DELETE);
    return goTo(turn.flow.state);
  },
};

/** Makes ten fresh recovery codes; the answer is the only place that shows them. Our own, off unless switched on. */
export const recoveryCodesCreate: Action = {
  name: "recovery_codes_create",
  description: "Create recovery codes, replacing those there are.",
  offered: (turn) => turn.settings.mfa.recovery_codes.enabled && signedIn(turn).credentials.totp !== undefined,
  async run(turn) {
    const { codes } = await turn.leaves.totp.createRecoveryCodes({ userId: signedIn(turn).user.userId }, turn.call());
    turn.payload = { ...turn.payload, recoveryCodes: codes };
    return goTo(turn.flow.state);
  },
};
