import { isEmailAddress, reasonOf, uuidv4 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { textOf } from "../engine/inputs.ts";
import { gained } from "../engine/memory.ts";
import { fail, failAt, finallyGoTo, goTo } from "../engine/outcomes.ts";
import type { Action, Outcome, Subject, Turn } from "../engine/types.ts";
import { oneof, packCredentials, subjectOf } from "../subject.ts";
import { isUsername } from "./username-rules.ts";

/** Chooses a username while signing in; stored at once (flow-api.md section 11.5). */
export const onboardingUsernameCreate: Action = {
  name: "username_create",
  description: "Set a new username.",
  offered: () => true,
  inputs: ({ settings: { username } }) => [
    {
      name: "username",
      type: "string",
      required: !username.optional,
      minLength: username.min_length,
      maxLength: username.max_length,
      normalise: true,
    },
  ],

  async run(turn, input) {
    const username = textOf(input, "username");
    if (!isUsername(username)) return failAt({ username: "invalid_username_error" });
    const subject = await subjectOf(turn);
    if (!subject) return fail("operation_not_permitted_error");
    try {
      const request = { userId: subject.user.userId, username, credentials: packCredentials(subject.credentials) };
      const { user } = await turn.leaves.identity.setUsername(request, turn.call());
      turn.found = { ...turn.found, user };
    } catch (error) {
      if (reasonOf(error) !== Reason.USERNAME_TAKEN) throw error;
      return failAt({ username: "username_already_exists" });
    }
    turn.data = { ...gained(turn.data, { username: true }), username };
    return finallyGoTo();
  },
};

export const skipUsername: Action = {
  name: "skip",
  description: "Skip",
  offered: ({ settings }) => settings.username.optional,
  run: () => goTo(),
};

/** Adds an address while signing in (flow-api.md section 11.6); one that must be proven is stored afterwards. */
export const emailAddressSet: Action = {
  name: "email_address_set",
  description: "Set a new email address.",
  offered: () => true,
  inputs: ({ settings: { email } }) => [
    {
      name: "email",
      type: "string",
      required: !email.optional,
      maxLength: email.max_length,
      preserve: true,
      normalise: true,
    },
  ],

  async run(turn, input) {
    const email = textOf(input, "email");
    if (!isEmailAddress(email)) return failAt({ email: "value_invalid_error" });
    const subject = await subjectOf(turn);
    if (!subject) return fail("operation_not_permitted_error");
    const { user: owner } = await turn.leaves.identity.findUser({ identifier: oneof({ email }) }, turn.call());
    return turn.settings.email.require_verification
      ? proveFirst(turn, email, owner !== undefined)
      : addUnverified(turn, subject, email);
  },
};

function proveFirst(turn: Turn, email: string, isTaken: boolean): Outcome {
  const passcodeTemplate = isTaken ? "email_registration_attempted" : "email_verification";
  turn.data = { ...turn.data, email, pendingEmail: email, passcodeTemplate };
  return goTo("passcode_confirmation");
}

async function addUnverified(turn: Turn, { user, credentials }: Subject, address: string): Promise<Outcome> {
  try {
    const email = { emailId: uuidv4(), address, isPrimary: true };
    const request = { userId: user.userId, email, credentials: packCredentials(credentials) };
    const changed = await turn.leaves.identity.createEmail(request, turn.call());
    turn.found = { ...turn.found, user: changed.user };
  } catch (error) {
    if (reasonOf(error) !== Reason.EMAIL_TAKEN) throw error;
    return failAt({ email: "email_already_exists" });
  }
  turn.data = { ...gained(turn.data, { email: true }), email: address };
  return finallyGoTo();
}

export const skipEmail: Action = {
  name: "skip",
  description: "Skip",
  offered: ({ settings }) => settings.email.optional,
  run: () => goTo(),
};
