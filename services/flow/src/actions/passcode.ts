import { reasonOf, uuidv4 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { addEmail, confirmEmail } from "../account/emails.ts";
import { textOf } from "../engine/inputs.ts";
import { gained, type PasscodeTemplate } from "../engine/memory.ts";
import { fail, failAt, goTo } from "../engine/outcomes.ts";
import type { Action, Failure, Turn } from "../engine/types.ts";
import { loginFailed } from "../login-events.ts";
import { sendPasscode, takePasscodeToken } from "../passcode.ts";
import { goOn } from "../schedule.ts";
import { subjectOf } from "../subject.ts";

/** The template for a known account, or the one that tells an address that somebody tried. */
export function knownOrAttempted(turn: Turn, known: "login" | "recovery"): PasscodeTemplate {
  return turn.data.userId === undefined ? "email_login_attempted" : known;
}

/** Signs in with a mailed code (flow-api.md section 10.3). */
export const continueToPasscodeConfirmation: Action = {
  name: "continue_to_passcode_confirmation",
  description: "Send a login passcode code via email.",
  offered: ({ data, settings: { email, privacy } }) =>
    data.email !== undefined &&
    (!privacy.only_show_actual_login_methods ||
      (Boolean(data.has?.email) && email.enabled && email.use_for_authentication)),
  run(turn) {
    turn.data = { ...turn.data, loginMethod: "passcode", passcodeTemplate: knownOrAttempted(turn, "login") };
    return goTo("passcode_confirmation");
  },
};

/** Proves an address with the code sent to it (flow-api.md section 10.5). */
export const verifyPasscode: Action = {
  name: "verify_passcode",
  description: "Enter a passcode.",
  offered: () => true,
  inputs: () => [{ name: "code", type: "string", required: true }],

  async run(turn, input) {
    const { passcode, userId, email } = turn.data;
    if (passcode === undefined || email === undefined) return failAt({ code: "passcode_invalid" });
    try {
      const code = textOf(input, "code");
      await turn.leaves.passcodes.checkPasscode({ passcodeId: passcode.id, code }, turn.call());
    } catch (error) {
      return refusalOf(turn, error);
    }
    // Nobody to sign in: the address has no account, or the account is somebody else's.
    if (userId === undefined || passcode.address !== email) return fail("operation_not_permitted_error");

    turn.data = { ...gained(turn.data, { email: true }), verifiedEmail: email, passcode: undefined };
    if (turn.flow.name !== "registration" && !(await storeVerifiedEmail(turn, email))) {
      return fail("operation_not_permitted_error");
    }
    return goOn(turn, { final: true });
  },
};

function refusalOf(turn: Turn, error: unknown): Failure {
  const { passcode, loginMethod } = turn.data;
  const reason = reasonOf(error);
  if (reason !== Reason.PASSCODE_INVALID && reason !== Reason.PASSCODE_ATTEMPTS_EXHAUSTED) throw error;
  if (turn.flow.name === "login") loginFailed(turn, loginMethod ?? "passcode", "passcode invalid");
  if (reason === Reason.PASSCODE_INVALID) return failAt({ code: "passcode_invalid" });
  const remember = passcode && { passcode: { ...passcode, spent: true as const } };
  return { ...fail("passcode_max_attempts_reached"), remember };
}

/**
 * Creates the proven address, or marks it as verified (flow-api.md sections 8.7 and 8.8). False when it is taken, or was
 * taken away since the login began: whoever still reads its mails is not its user by that.
 */
async function storeVerifiedEmail(turn: Turn, address: string): Promise<boolean> {
  const subject = await subjectOf(turn);
  if (!subject) return false;
  const known = subject.user.emails.find((email) => email.address === address);
  if (known?.isVerified) return true;
  if (!known && turn.flow.name === "login" && turn.data.pendingEmail !== address) return false;
  const proven = { emailId: uuidv4(), address, isVerified: true, isPrimary: turn.data.pendingEmail === address };
  try {
    const user = known ? await confirmEmail(turn, subject, known.emailId) : await addEmail(turn, subject, proven);
    turn.found = { ...turn.found, user };
    turn.data = { ...turn.data, pendingEmail: undefined };
    return true;
  } catch (error) {
    if (reasonOf(error) !== Reason.EMAIL_TAKEN) throw error;
    return false;
  }
}

/** Sends another code (flow-api.md section 10.5). */
export const resendPasscode: Action = {
  name: "resend_passcode",
  description: "Send the passcode email again.",
  offered: () => true,
  async run(turn) {
    const limit = await takePasscodeToken(turn);
    if (limit) return fail(limit);
    await sendPasscode(turn);
    return goTo(turn.flow.state);
  },
};
