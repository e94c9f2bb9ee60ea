import { createPasskey, type Passkey } from "@signet/testkit";
import { act, sessionToken, start } from "./flow.ts";
import type { MailSink } from "./mail-sink.ts";
import type { Wire } from "./wire.ts";

/** Somebody who can sign in. */
export interface Person {
  readonly email: string;
  readonly password: string;
  readonly passkey: Passkey;
  readonly token: string;
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

/** What is measured, in the order of the table. */
export const operations = {
  "sessions/validate": async ({ wire, person }) => {
    const body = JSON.stringify({ session_token: person.token });
    const { status, body: answer } = await wire.request("POST", "/sessions/validate", body);
    if (status !== 200 || !answer.includes('"is_valid":true')) throw new Error(`validate: ${status} ${answer}`);
  },

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

  "login with code": async ({ wire, sink, person }) => {
    const page = await openLogin(wire, withButton);
    const { email } = person;
    const chooser = await act(wire, page, "continue_with_login_identifier", { email }, "login_method_chooser");
    const asked = await act(wire, chooser, "continue_to_passcode_confirmation", {}, "passcode_confirmation");
    return act(wire, asked, "verify_passcode", { code: await sink.code(email) }, "success");
  },
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;

async function openLogin(wire: Wire, capabilities: object) {
  return act(wire, await start(wire, "login"), "register_client_capabilities", capabilities, "login_init");
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
