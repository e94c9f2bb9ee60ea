import { reasonOf } from "@signet/kit";
import { PasswordContext } from "@signet/proto/credential/v1/password_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import { setPassword } from "../account/password.ts";
import { takeToken } from "../attempts.ts";
import { textOf } from "../engine/inputs.ts";
import { gained } from "../engine/memory.ts";
import { fail, failAt, goTo } from "../engine/outcomes.ts";
import type { Action } from "../engine/types.ts";
import { loginFailed } from "../login-events.ts";
import { goOn } from "../schedule.ts";
import { subjectOf } from "../subject.ts";
import { knownOrAttempted } from "./passcode.ts";
import { longestPassword, passwordFault, passwordRefusal } from "./password-rules.ts";

/** Signs in with the password (flow-api.md section 10.3). */
export const continueToPasswordLogin: Action = {
  name: "continue_to_password_login",
  description: "Continue to the password login.",
  offered: ({ data, settings: { password, privacy } }) =>
    !privacy.only_show_actual_login_methods || (Boolean(data.has?.password) && password.enabled),
  run: () => goTo("login_password"),
};

/** Checks the password (flow-api.md section 10.4). An unknown account takes as long and gets the same answer. */
export const passwordLogin: Action = {
  name: "password_login",
  description: "Login with a password.",
  offered: ({ settings }) => settings.password.enabled,
  inputs: () => [{ name: "password", type: "password", required: true }],

  async run(turn, input) {
    const { userId = "" } = turn.data;
    const wait = await takeToken(turn, "password");
    if (wait !== undefined) {
      turn.payload = { ...turn.payload, retryAfter: BigInt(wait) };
      return fail("rate_limit_exceeded");
    }
    try {
      const password = textOf(input, "password");
      const { credentials } = await turn.leaves.passwords.checkPassword({ userId, password }, turn.call());
      turn.found = { ...turn.found, credentials };
    } catch (error) {
      if (reasonOf(error) !== Reason.PASSWORD_INVALID) throw error;
      loginFailed(turn, "password", "password invalid");
      return failAt({ password: "value_invalid_error" });
    }
    turn.data = { ...turn.data, loginMethod: "password" };
    return goOn(turn, { final: true });
  },
};

/** Proves the address first, then sets a new password (flow-api.md section 10.4). */
export const continueToPasscodeConfirmationRecovery: Action = {
  name: "continue_to_passcode_confirmation_recovery",
  description: "Send a recovery passcode code via email.",
  offered: ({ data, settings }) => settings.password.recovery && data.email !== undefined,
  run(turn) {
    const passcodeTemplate = knownOrAttempted(turn, "recovery");
    turn.data = { ...turn.data, loginMethod: "password", recoveryPending: true, passcodeTemplate };
    return goTo("passcode_confirmation");
  },
};

/** Sets the new password (flow-api.md section 10.6). */
export const passwordRecovery: Action = {
  name: "password_recovery",
  description: "Submit a new password.",
  offered: ({ settings }) => settings.password.enabled,
  inputs: ({ settings }) => [
    {
      name: "new_password",
      type: "password",
      required: true,
      minLength: settings.password.min_length,
      maxLength: longestPassword,
    },
  ],

  async run(turn, input) {
    const password = textOf(input, "new_password");
    const fault = passwordFault(password, turn.settings);
    if (fault) return failAt({ new_password: fault });
    const subject = await subjectOf(turn);
    if (!subject) return fail("operation_not_permitted_error");
    const { user } = subject;
    try {
      await setPassword(turn, user, { password, context: PasswordContext.RECOVERY });
    } catch (error) {
      return passwordRefusal(error, "new_password");
    }
    turn.found = { user };
    turn.data = { ...gained(turn.data, { password: true }), recoveryPending: undefined };
    return goOn(turn, { final: true });
  },
};
