import type { Reply, Tampering } from "@signet/testkit";
import type { Visitor } from "./visitor.ts";

/** Posts to the classic API. */
export function post({ client }: Visitor, path: string, body?: unknown): Promise<Reply> {
  return client.request("POST", path, { body });
}

/** Signs up, and notes what the answer named. */
export async function signUp(by: Visitor): Promise<void> {
  const { json } = await post(by, "/users", { email: by.address });
  const { user_id: userId = "", email_id: emailId = "" } = json as { user_id?: string; email_id?: string };
  Object.assign(by.notes, { userId, emailId });
}

/** Adds an address, and notes its id. */
export async function addAddress(by: Visitor, address: string): Promise<void> {
  const { json } = await post(by, "/emails", { address });
  by.notes.secondId = (json as { id?: string }).id ?? "";
}

/** Has a code mailed, and notes which. */
export async function sendCode(by: Visitor, emailId = by.notes.emailId): Promise<void> {
  const body = { user_id: by.notes.userId, email_id: emailId };
  const { json } = await post(by, "/passcode/login/initialize", body);
  by.notes.passcodeId = (json as { id?: string }).id ?? "";
}

/** Enters a code that was mailed. */
export function enter(by: Visitor, code = ""): Promise<Reply> {
  return post(by, "/passcode/login/finalize", { id: by.notes.passcodeId, code });
}

export function setPassword({ client, notes }: Visitor, password: string, userId = notes.userId): Promise<Reply> {
  return client.request("PUT", "/password", { body: { user_id: userId, password } });
}

export function logIn(by: Visitor, password: string, userId = by.notes.userId): Promise<Reply> {
  return post(by, "/password/login", { user_id: userId, password });
}

/** Asks for options, and notes them. */
export async function ask(by: Visitor, ceremony: "registration" | "login", body?: unknown): Promise<void> {
  by.notes.options = (await post(by, `/webauthn/${ceremony}/initialize`, body)).text;
}

/** Answers noted options with a new credential. */
export function attest(by: Visitor, tampering?: Tampering, passkey = by.passkey): Promise<Reply> {
  return post(by, "/webauthn/registration/finalize", passkey.create(optionsOf(by), tampering));
}

/** Answers noted options with the credential. */
export function assert(by: Visitor, tampering?: Tampering): Promise<Reply> {
  return post(by, "/webauthn/login/finalize", by.passkey.get(optionsOf(by), tampering));
}

function optionsOf({ notes }: Visitor): unknown {
  return JSON.parse(notes.options ?? "");
}
