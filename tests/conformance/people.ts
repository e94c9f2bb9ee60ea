import { randomBytes } from "node:crypto";
import { createPasskey, type Passkey, totp } from "@signet/testkit";
import { type Conversation, conversation } from "./conversation.ts";
import type { Mailbox } from "./mailbox.ts";

/** Somebody who walks through flows, and what they can prove. */
export interface Person {
  readonly id: string;
  readonly kind: Kind;
  readonly email: string;
  readonly email2?: string | undefined;
  readonly username?: string | undefined;
  readonly password: string;
  readonly passkey?: Passkey | undefined;
  readonly securityKey?: Passkey | undefined;
  readonly otpSecret?: string | undefined;
  /** The last step of the authenticator app that was used, counted from the present one. */
  readonly totpStep: number;
  readonly userId?: string | undefined;
  /** Of the session that making the account has left. */
  readonly token?: string | undefined;
}

/** What people may have. */
export type Possession = "email" | "second email" | "username" | "password" | "passkey" | "totp" | "security key";

/** The kinds of people, by what they have. */
export const kinds = {
  nobody: [],
  code: ["email"],
  password: ["email", "password"],
  passkey: ["email", "passkey"],
  both: ["email", "password", "passkey"],
  totp: ["email", "password", "totp"],
  seckey: ["email", "password", "security key"],
  factors: ["email", "password", "passkey", "totp", "security key"],
  username: ["email", "username", "password"],
  second: ["email", "second email", "password"],
} as const satisfies Record<string, readonly Possession[]>;

export type Kind = keyof typeof kinds;

/** Makes a person of a kind that nobody was before. */
export type MakePerson = (kind: Kind) => Promise<Person>;

/** Where people register: a server with the settings of worlds/seed.json. */
interface Registry {
  readonly url: string;
  readonly mailbox: Mailbox;
}

/** The password of everybody who has one. */
export const password = "correct horse battery staple";

/** Ten lower-case letters that nobody else has: each walk that writes a name in upper case shows it. */
export function unique(): string {
  return randomBytes(5)
    .toString("hex")
    .replaceAll(/\d/g, (digit) => "ghijklmnop".charAt(Number(digit)));
}

/** What a browser reports about itself. */
export function capabilities(webauthn = true, conditional = false, platform = webauthn) {
  return {
    webauthn_available: webauthn,
    webauthn_conditional_mediation_available: conditional,
    webauthn_platform_authenticator_available: platform,
  };
}

/** Somebody of this kind, who has nothing yet. */
export function newPerson(kind: Kind): Person {
  const id = unique();
  const username = possessionsOf(kind).has("username") ? `user_${id}` : undefined;
  return { id, kind, email: `${kind}-${id}@example.com`, username, password, totpStep: -1 };
}

/** What a kind of people has. */
export function possessionsOf(kind: Kind): ReadonlySet<Possession> {
  return new Set(kinds[kind]);
}

/** The second address of somebody who has one. */
export function secondEmail({ kind, id }: Person): string {
  return `${kind}2-${id}@example.com`;
}

/** Makes people through the registration and the profile. */
export function registering(url: string, mailbox: Mailbox): MakePerson {
  const registry = { url, mailbox };
  return async (kind) => {
    const has = possessionsOf(kind);
    const person = newPerson(kind);
    if (has.size === 0) return person;
    const registered = { ...person, ...(await register(person, has, registry)) };
    const isDone = !has.has("totp") && !has.has("security key") && !has.has("second email");
    return isDone ? registered : { ...registered, ...(await complete(registered, has, registry)) };
  };
}

async function register(person: Person, has: ReadonlySet<Possession>, { url, mailbox }: Registry) {
  const flow = conversation(url);
  let passkey: Passkey | undefined;

  const steps: Record<string, () => Promise<void>> = {
    passcode_confirmation: async () => flow.act("verify_passcode", { code: await mailbox.next(person.email) }),
    credential_onboarding_chooser: () => flow.act(firstCredential(has)),
    onboarding_create_passkey: () =>
      flow.act(has.has("passkey") && !passkey ? "webauthn_generate_creation_options" : "skip"),
    onboarding_verify_passkey_attestation: () => {
      passkey = createPasskey();
      return attest(flow, passkey);
    },
    password_creation: () =>
      has.has("password") ? flow.act("register_password", { new_password: password }) : flow.act("skip"),
  };

  await flow.start("registration");
  await flow.act("register_client_capabilities", capabilities());
  await flow.act("register_login_identifier", { email: person.email, username: person.username });
  for (let step = 0; step < 20 && flow.state !== "success"; step++) {
    const { error } = flow.document;
    if (error) throw new Error(`making ${person.kind}: ${flow.state}: ${JSON.stringify(error)}`);
    await (steps[flow.state] ?? (() => flow.act("skip")))();
  }
  reach(flow, "success");
  const header = flow.answer.headers["x-auth-token"];
  const token = typeof header === "string" ? header : flow.cookies.get("hanko");
  return { passkey, token, userId: flow.document.payload?.user?.user_id };
}

function firstCredential(has: ReadonlySet<Possession>): string {
  if (has.has("passkey")) return "continue_to_passkey_registration";
  return has.has("password") ? "continue_to_password_registration" : "skip";
}

/** What only the profile can add. */
async function complete(person: Person, has: ReadonlySet<Possession>, { url, mailbox }: Registry) {
  const flow = conversation(url, { authorization: `Bearer ${person.token}` });
  await flow.start("profile");
  await flow.act("register_client_capabilities", capabilities());
  const email2 = has.has("second email") ? await addEmail(flow, person, mailbox) : undefined;
  const otp = has.has("totp") ? await addTotp(flow, person.totpStep) : undefined;
  const securityKey = has.has("security key") ? await addSecurityKey(flow) : undefined;
  return { email2, securityKey, ...otp };
}

async function addEmail(flow: Conversation, person: Person, mailbox: Mailbox): Promise<string> {
  const email = secondEmail(person);
  await flow.act("email_create", { email });
  await flow.act("verify_passcode", { code: await mailbox.next(email) });
  reach(flow, "profile_init");
  return email;
}

async function addTotp(flow: Conversation, step: number): Promise<{ otpSecret: string; totpStep: number }> {
  await flow.act("continue_to_otp_secret_creation");
  const otpSecret = flow.document.payload?.otp_secret ?? "";
  // Twice, should a step have ended in between.
  for (let attempt = 0; attempt < 2 && flow.state !== "profile_init"; attempt++) {
    await flow.act("otp_code_verify", { otp_code: totp(otpSecret, { offset: step }) });
  }
  reach(flow, "profile_init");
  return { otpSecret, totpStep: step + 1 };
}

async function addSecurityKey(flow: Conversation): Promise<Passkey> {
  await flow.act("security_key_create");
  const key = createPasskey();
  await attest(flow, key);
  reach(flow, "profile_init");
  return key;
}

function attest(flow: Conversation, key: Passkey): Promise<void> {
  const options = flow.document.payload?.creation_options;
  return flow.act("webauthn_verify_attestation_response", { public_key: key.create(options) });
}

function reach(flow: Conversation, state: string): void {
  if (flow.state === state) return;
  throw new Error(`expected ${state}, got ${flow.state}: ${JSON.stringify(flow.answer.json)?.slice(0, 600)}`);
}
