import { uuidv4 } from "@signet/kit";
import type { InputErrorCode } from "../engine/errors.ts";
import { textOf } from "../engine/inputs.ts";
import { failAt, goTo } from "../engine/outcomes.ts";
import type { Action, Failure, Input, Outcome, StateName, Turn } from "../engine/types.ts";
import { canUsePasskeys } from "../policy/facts.ts";
import { registrationCredentialStates } from "../policy/onboarding.ts";
import { goOn } from "../schedule.ts";
import { oneof } from "../subject.ts";
import { isUsername } from "./username-rules.ts";

/** Says who wants an account (flow-api.md section 12.1). */
export const registerLoginIdentifier: Action = {
  name: "register_login_identifier",
  description: "Enter an identifier to register.",
  offered: ({ settings }) => settings.account.allow_signup && (asksEmail(settings) || asksUsername(settings)),
  inputs: ({ settings }) => [
    ...(asksEmail(settings) ? [emailInput(settings)] : []),
    ...(asksUsername(settings) ? [usernameInput(settings)] : []),
  ],

  async run(turn, input) {
    const email = textOf(input, "email");
    const username = textOf(input, "username");
    if (email === "" && username === "" && needsOne(turn.settings)) return neither(turn);

    const [usernameFault, emailIsTaken] = await Promise.all([
      username === "" ? undefined : faultOfUsername(turn, username),
      email !== "" && isTaken(turn, { email }),
    ]);
    if (usernameFault) return failAt({ username: usernameFault });
    if (emailIsTaken) return emailTaken(turn, email);
    return begin(turn, email, username);
  },
};

type Settings = Turn["settings"];

function asksEmail({ email }: Settings): boolean {
  return email.enabled && email.acquire_on_registration;
}

function asksUsername({ username }: Settings): boolean {
  return username.enabled && username.acquire_on_registration;
}

/**
 * Whoever may leave out either may not leave out both. Where one of them is demanded but not asked for, people begin
 * without a name: a passkey finds them, and a login may ask for what is missing.
 */
function needsOne({ email, username }: Settings): boolean {
  return email.optional && username.optional;
}

function emailInput({ email }: Settings): Input {
  return { name: "email", type: "email", required: !email.optional, maxLength: email.max_length, normalise: true };
}

function usernameInput({ username }: Settings): Input {
  const { optional, min_length: minLength, max_length: maxLength } = username;
  return { name: "username", type: "string", required: !optional, minLength, maxLength, normalise: true };
}

function neither({ settings }: Turn): Failure {
  const inputs = [...(asksEmail(settings) ? ["email"] : []), ...(asksUsername(settings) ? ["username"] : [])];
  const faults = Object.fromEntries(inputs.map((name) => [name, "value_invalid_error" as const]));
  return failAt(faults, "either an address or a username is needed");
}

async function faultOfUsername(turn: Turn, username: string): Promise<InputErrorCode | undefined> {
  if (!isUsername(username)) return "invalid_username_error";
  return (await isTaken(turn, { username })) ? "username_already_exists" : undefined;
}

async function isTaken(turn: Turn, identifier: { email: string } | { username: string }): Promise<boolean> {
  const { user } = await turn.leaves.identity.findUser({ identifier: oneof(identifier) }, turn.call());
  return user !== undefined;
}

/** The caller learns of it only where hints are on; else the address gets a mail, and no code will ever be right. */
function emailTaken(turn: Turn, email: string): Outcome {
  const { settings } = turn;
  if (!settings.email.require_verification || settings.privacy.show_account_existence_hints) {
    return failAt({ email: "email_already_exists" });
  }
  turn.data = { ...turn.data, email, userId: undefined, passcodeTemplate: "email_registration_attempted" };
  return goTo("passcode_confirmation");
}

function begin(turn: Turn, email: string, username: string): Outcome {
  const { settings } = turn;
  const verifies = email !== "" && settings.email.require_verification;
  turn.data = {
    ...turn.data,
    email: email || undefined,
    username: username || undefined,
    // Reserved now, so that a repeated end of the registration creates the same user.
    userId: uuidv4(),
    emailId: uuidv4(),
    passcodeTemplate: verifies ? "email_verification" : undefined,
  };
  const credentials = registrationCredentialStates({ settings, canUsePasskeys: canUsePasskeys(turn) });
  const states: StateName[] = [...(verifies ? (["passcode_confirmation"] as const) : []), ...credentials];
  return states.length === 0 ? goOn(turn, { final: false }, "success") : goTo(...states, "success");
}
