import { reasonOf, uuidv4 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { Email } from "@signet/proto/identity/v1/user";
import { addEmail, makePrimary, removeEmail } from "../../account/emails.ts";
import { textOf } from "../../engine/inputs.ts";
import { fail, failAt, goTo } from "../../engine/outcomes.ts";
import type { Action, Input, Outcome, Turn } from "../../engine/types.ts";
import { isDeletable } from "../../policy/profile.ts";
import { factsOf, signedIn } from "../../profile.ts";
import { oneof } from "../../subject.ts";

/** Adds an address (flow-api.md section 13.2). */
export const emailCreate: Action = {
  name: "email_create",
  description: "Create an email address for the current session user.",
  offered: (turn) => {
    const { email } = turn.settings;
    return email.enabled && signedIn(turn).user.emails.length < email.limit;
  },
  inputs: ({ settings: { email } }) => [
    { name: "email", type: "email", required: true, maxLength: email.max_length, normalise: true },
  ],

  async run(turn, input) {
    const address = textOf(input, "email");
    const { email, privacy } = turn.settings;
    const { user } = signedIn(turn);
    const { user: owner } = await turn.leaves.identity.findUser({ identifier: oneof({ email: address }) }, turn.call());
    const saysSo = !email.require_verification || privacy.show_account_existence_hints;
    if (owner && (owner.userId === user.userId || saysSo)) return failAt({ email: "email_already_exists" });
    if (!email.require_verification) return addUnverified(turn, address);
    // A taken address gets a mail without a code; whoever asked cannot tell.
    const passcodeTemplate = owner ? "email_registration_attempted" : "email_verification";
    turn.data = { ...turn.data, email: address, passcodeTemplate, verifiedEmail: undefined };
    return goTo("passcode_confirmation", turn.flow.state);
  },
};

async function addUnverified(turn: Turn, address: string): Promise<Outcome> {
  try {
    await addEmail(turn, signedIn(turn), { emailId: uuidv4(), address, limit: turn.settings.email.limit });
  } catch (error) {
    if (reasonOf(error) === Reason.EMAIL_TAKEN) return failAt({ email: "email_already_exists" });
    if (reasonOf(error) === Reason.EMAIL_LIMIT_REACHED) return fail("operation_not_permitted_error");
    throw error;
  }
  return goTo(turn.flow.state);
}

const emailId: Input = { name: "email_id", type: "string", required: true, hidden: true };

/** Removes an address that the rules let go (flow-api.md section 13.2, quirk Q8). */
export const emailDelete: Action = {
  name: "email_delete",
  description: "Delete an email address.",
  offered: () => true,
  inputs: (turn) => [
    { ...emailId, allowedValues: deletable(turn).map((email) => ({ value: email.emailId, name: email.address })) },
  ],

  async run(turn, input) {
    const email = emailOf(turn, textOf(input, "email_id"));
    if (!email) return fail("form_data_invalid_error");
    if (!deletable(turn).includes(email)) {
      return fail(email.isPrimary ? "operation_not_permitted_error" : "form_data_invalid_error");
    }
    await removeEmail(turn, signedIn(turn), email);
    return goTo(turn.flow.state);
  },
};

/** Makes an address the primary one; it need not be verified (flow-api.md section 13.2). */
export const emailSetPrimary: Action = {
  name: "email_set_primary",
  description: "Sets a an email address as the primary email address.",
  offered: (turn) => {
    const { emails } = signedIn(turn).user;
    const onlyPrimary = emails.length === 1 && emails[0]?.isPrimary === true;
    return turn.settings.email.enabled && emails.length > 0 && !onlyPrimary;
  },
  inputs: () => [emailId],

  async run(turn, input) {
    const email = emailOf(turn, textOf(input, "email_id"));
    if (!email) return fail("not_found");
    await makePrimary(turn, signedIn(turn), email);
    return goTo(turn.flow.state);
  },
};

/** Proves an address that is not verified yet (flow-api.md section 13.2). */
export const emailVerify: Action = {
  name: "email_verify",
  description: "Verify an email.",
  offered: (turn) => turn.settings.email.enabled && signedIn(turn).user.emails.some(({ isVerified }) => !isVerified),
  inputs: () => [emailId],
  run(turn, input) {
    const email = emailOf(turn, textOf(input, "email_id"));
    if (!email) return fail("not_found");
    const passcodeTemplate = "email_verification";
    turn.data = { ...turn.data, email: email.address, passcodeTemplate, verifiedEmail: undefined };
    return goTo("passcode_confirmation", turn.flow.state);
  },
};

function deletable(turn: Turn): readonly Email[] {
  const facts = factsOf(turn);
  return facts.user.emails.filter((email) => isDeletable(email, facts));
}

function emailOf(turn: Turn, id: string): Email | undefined {
  return signedIn(turn).user.emails.find((email) => email.emailId === id);
}
