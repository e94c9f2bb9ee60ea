import type { TenantSettings } from "@signet/config";
import { isEmailAddress } from "@signet/kit";
import { startAuthentication } from "../ceremonies.ts";
import { textOf } from "../engine/inputs.ts";
import { fail, failAt, goTo } from "../engine/outcomes.ts";
import type { Action, Input, Outcome, StateName, Subject, Turn } from "../engine/types.ts";
import { findSubject, identified, possessionsOf, primaryEmail } from "../subject.ts";
import { knownOrAttempted } from "./passcode.ts";

/** Says who wants to sign in (flow-api.md section 10.1). */
export const continueWithLoginIdentifier: Action = {
  name: "continue_with_login_identifier",
  description: "Enter an identifier to login.",
  offered: ({ settings }) => {
    const { email, password } = settings;
    return identifierInput(settings) !== undefined && (password.enabled || email.use_for_authentication);
  },
  inputs: ({ settings }) => [identifierInput(settings)].filter((input) => input !== undefined),

  async run(turn, values) {
    const [input] = continueWithLoginIdentifier.inputs?.(turn) ?? [];
    const entered = textOf(values, input?.name ?? "");
    const isEmail = input?.name === "email" || (input?.name === "identifier" && isEmailAddress(entered));
    const subject = await findSubject(turn, isEmail ? { email: entered } : { username: entered });
    if (!subject && !isEmail) return failAt({ [input?.name ?? ""]: "unknown_username_error" });
    if (!subject && turn.settings.privacy.show_account_existence_hints) {
      return failAt({ [input?.name ?? ""]: "unknown_email_error" });
    }
    turn.data = remember(turn, subject, entered, isEmail);
    return chooseMethod(turn, subject, isEmail);
  },
};

/** The one input, by what may identify an account; undefined when nothing may. */
function identifierInput({ email, username }: TenantSettings): Input | undefined {
  const byEmail = email.enabled && email.use_as_login_identifier;
  const byUsername = username.enabled && username.use_as_login_identifier;
  const common = { required: true, normalise: true } as const;
  if (byEmail && byUsername) return { name: "identifier", type: "string", ...common, maxLength: 255 };
  if (byEmail) return { name: "email", type: "email", ...common, minLength: 3, maxLength: email.max_length };
  if (!byUsername) return undefined;
  const { min_length: minLength, max_length: maxLength } = username;
  return { name: "username", type: "string", ...common, minLength, maxLength };
}

function remember(turn: Turn, subject: Subject | undefined, entered: string, isEmail: boolean) {
  const { userId: _, email: __, username: ___, has: ____, ...rest } = turn.data;
  const known = subject ? identified(rest, subject) : rest;
  // Whoever comes with an address is called by it: a new passkey then shows no username.
  return { ...known, identifier: entered, ...(isEmail ? { email: entered, username: undefined } : {}) };
}

/** Which proof comes next: the table of flow-api.md section 10.1, from its fourth row on. */
async function chooseMethod(turn: Turn, subject: Subject | undefined, isEmail: boolean): Promise<Outcome> {
  const { email, password, privacy } = turn.settings;
  const hasAddress = isEmail || (subject !== undefined && primaryEmail(subject.user) !== undefined);
  if (!hasAddress && !password.enabled) return fail("flow_discontinuity_error");
  if (privacy.only_show_actual_login_methods) return chooseActualMethod(turn, subject);

  if (email.use_for_authentication && password.enabled) {
    return goTo(hasAddress ? "login_method_chooser" : "login_password");
  }
  if (email.use_for_authentication) return goToPasscode(turn);
  return password.enabled ? goTo("login_password") : fail("flow_discontinuity_error");
}

/** Offers only what the account really has. */
async function chooseActualMethod(turn: Turn, subject: Subject | undefined): Promise<Outcome> {
  const { email, password, passkey } = turn.settings;
  const has = subject ? possessionsOf(subject) : {};
  const methods: StateName[] = [];
  if (email.use_for_authentication && subject && primaryEmail(subject.user)) methods.push("passcode_confirmation");
  if (password.enabled && has.password) methods.push("login_password");
  if (passkey.enabled && has.passkey) methods.push("login_passkey");

  const [only] = methods;
  if (only === undefined) return fail("flow_discontinuity_error");
  if (methods.length > 1) return goTo("login_method_chooser");
  if (only === "passcode_confirmation") return goToPasscode(turn);
  if (only === "login_passkey") await startAuthentication(turn, { userId: turn.data.userId });
  return goTo(only);
}

function goToPasscode(turn: Turn): Outcome {
  turn.data = { ...turn.data, loginMethod: "passcode", passcodeTemplate: knownOrAttempted(turn, "login") };
  return goTo("passcode_confirmation");
}
