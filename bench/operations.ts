import { createPasskey, type Passkey } from "@signet/testkit";
import { type AuthenticatorApp, authenticatorApp } from "./authenticator-app.ts";
import { act, sessionToken, start } from "./flow.ts";
import type { MailSink } from "./mail-sink.ts";
import type { Wire } from "./wire.ts";

/** Somebody who can sign in. */
export interface Person {
  readonly email: string;
  readonly password: string;
  readonly passkey: Passkey;
  readonly token: string;
  /** The authenticator app, where this is somebody with one. */
  readonly app?: AuthenticatorApp;
}

/** What an operation is done with. */
export interface Workplace {
  readonly wire: Wire;
  readonly sink: MailSink;
  /** A person nobody else uses at the moment. */
  readonly person: Person;
}

/** One thing people do, from the first request to the last. */
export type Operation = (workplace: Workplace) => Promise<unknown>;

const withConditionalUi = caps(true);
const withButton = caps(false);

function caps(conditional: boolean) {
  return {
    webauthn_available: true,
    webauthn_conditional_mediation_available: conditional,
    webauthn_platform_authenticator_available: true,
  };
}

/** What is measured, in the order of the table: what needs a session first, since many logins end the older ones. */
export const operations = {
  "sessions/validate": async ({ wire, person }) => {
    const body = JSON.stringify({ session_token: person.token });
    const { status, body: answer } = await wire.request("POST", "/sessions/validate", body);
    if (status !== 200 || !answer.includes('"is_valid":true')) throw new Error(`validate: ${status} ${answer}`);
  },

  "profile read": async ({ wire, person }) => openProfile(wire, person),

  "login page view": async ({ wire }) => openLogin(wire, withConditionalUi),

  "login by conditional UI": async ({ wire, person }) => {
    const page = await openLogin(wire, withConditionalUi);
    const assertion_response = person.passkey.get(page.state.payload?.request_options);
    return act(wire, page, "webauthn_verify_assertion_response", { assertion_response }, "success");
  },

  "login by passkey button": async ({ wire, person }) => {
    const page = await openLogin(wire, withButton);
    const asked = await act(wire, page, "webauthn_generate_request_options", {}, "login_passkey");
    const assertion_response = person.passkey.get(asked.state.payload?.request_options);
    return act(wire, asked, "webauthn_verify_assertion_response", { assertion_response }, "success");
  },

  registration: ({ wire, sink }) => register(wire, sink, newAddress(), createPasskey()),

  "login with password": async ({ wire, person }) => {
    const page = await openLogin(wire, withButton);
    const { email, password } = person;
    const chooser = await act(wire, page, "continue_with_login_identifier", { email }, "login_method_chooser");
    const asked = await act(wire, chooser, "continue_to_password_login", {}, "login_password");
    return act(wire, asked, "password_login", { password }, "success");
  },

  "login with password and TOTP": async ({ wire, person }) => {
    const page = await openLogin(wire, withButton);
    const { email, password, app } = person;
    const chooser = await act(wire, page, "continue_with_login_identifier", { email }, "login_method_chooser");
    const asked = await act(wire, chooser, "continue_to_password_login", {}, "login_password");
    const second = await act(wire, asked, "password_login", { password }, "login_otp");
    return act(wire, second, "otp_code_validate", { otp_code: app?.nextCode() }, "success");
  },

  "login with code": async ({ wire, sink, person }) => {
    const page = await openLogin(wire, withButton);
    const { email } = person;
    const chooser = await act(wire, page, "continue_with_login_identifier", { email }, "login_method_chooser");
    const asked = await act(wire, chooser, "continue_to_passcode_confirmation", {}, "passcode_confirmation");
    return act(wire, asked, "verify_passcode", { code: await sink.code(email) }, "success");
  },
} satisfies Record<string, Operation>;

/** What only people with an authenticator app do; each of them once in a run, since a code counts once. */
export const needsApp: ReadonlySet<string> = new Set(["login with password and TOTP"]);

async function openLogin(wire: Wire, capabilities: object) {
  return act(wire, await start(wire, "login"), "register_client_capabilities", capabilities, "login_init");
}

async function openProfile(wire: Wire, { token }: Pick<Person, "token">) {
  const page = await start(wire, "profile", token);
  return act(wire, page, "register_client_capabilities", withButton, "profile_init", token);
}

let serial = 0;
const run = Date.now().toString(36);

function newAddress(): string {
  return `bench-${run}-${++serial}@example.com`;
}

/** Registers with an address, its code and a passkey, without a password. */
async function register(wire: Wire, sink: MailSink, email: string, passkey: Passkey, password?: string) {
  const page = await start(wire, "registration");
  const init = await act(wire, page, "register_client_capabilities", withButton, "registration_init");
  const sent = await act(wire, init, "register_login_identifier", { email }, "passcode_confirmation");
  const code = await sink.code(email);
  const proven = await act(wire, sent, "verify_passcode", { code }, "onboarding_create_passkey");
  const to = "onboarding_verify_passkey_attestation";
  const asked = await act(wire, proven, "webauthn_generate_creation_options", {}, to);
  const public_key = passkey.create(asked.state.payload?.creation_options);
  const kept = await act(wire, asked, "webauthn_verify_attestation_response", { public_key }, "password_creation");
  const [action, input] = password ? ["register_password", { new_password: password }] : ["skip", {}];
  return act(wire, kept, action, input, "success");
}

/** Makes somebody with everything: an address, a passkey and a password. */
export async function makePerson(wire: Wire, sink: MailSink): Promise<Person> {
  const email = newAddress();
  const passkey = createPasskey();
  const password = "correct horse battery staple";
  const last = await register(wire, sink, email, passkey, password);
  return { email, password, passkey, token: sessionToken(last) };
}

/** Sets up an authenticator app for somebody. */
export async function giveApp(wire: Wire, person: Person): Promise<Person> {
  const { token } = person;
  const profile = await openProfile(wire, person);
  const state = "mfa_otp_secret_creation";
  const shown = await act(wire, profile, "continue_to_otp_secret_creation", {}, state, token);
  const app = authenticatorApp(String(shown.state.payload?.otp_secret));
  await act(wire, shown, "otp_code_verify", { otp_code: app.nextCode() }, "profile_init", token);
  return { ...person, app };
}
