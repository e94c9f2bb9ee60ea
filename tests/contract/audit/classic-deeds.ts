import { randomUUID } from "node:crypto";
import { createPasskey } from "@signet/testkit";
import { otherThan } from "./conversation.ts";
import { addAddress, ask, assert, attest, enter, logIn, post, sendCode, setPassword, signUp } from "./single-calls.ts";
import type { Deed, Told } from "./visitor.ts";

const work = "samuel@work.example";
const masked = "s*****@work.example";
const nobody = "11111111-1111-4111-8111-111111111111";

const failed = (type: string, error: Told["error"], actor?: "nobody"): Told => ({
  ...{ type: `${type}_failed`, error },
  ...(actor && { actor }),
});

/** What one person does by single calls, one after another. */
export const classicDeeds: readonly Deed[] = [
  {
    // The account begins with the proof of the address: until then there is nobody.
    name: "signs up",
    act: signUp,
    tells: [],
  },
  {
    name: "asks for a code",
    act: (by) => sendCode(by),
    tells: [{ type: "passcode_login_init_succeeded" }],
  },
  {
    name: "enters a wrong code",
    async before(by) {
      by.notes.code = await by.codeFor();
    },
    act: (by) => enter(by, otherThan(by.notes.code ?? "")),
    tells: [failed("passcode_login_final", "passcode invalid")],
  },
  {
    name: "enters the code",
    act: (by) => enter(by, by.notes.code),
    tells: [{ type: "passcode_login_final_succeeded" }, { type: "user_created" }],
  },
  {
    name: "asks for a code for nobody",
    act: (by) => post(by, "/passcode/login/initialize", { user_id: nobody }),
    tells: [failed("passcode_login_init", "unknown user", "nobody")],
  },
  {
    name: "enters a code that was never mailed",
    act: (by) => post(by, "/passcode/login/finalize", { id: nobody, code: "123456" }),
    tells: [failed("passcode_login_final", "unknown passcode", "nobody")],
  },
  {
    name: "enters a third wrong code",
    async before(by) {
      await sendCode(by);
      const wrong = otherThan(await by.codeFor());
      await enter(by, wrong);
      await enter(by, wrong);
      by.notes.wrong = wrong;
    },
    act: (by) => enter(by, by.notes.wrong),
    tells: [failed("passcode_login_final", "max attempts reached")],
  },
  {
    name: "sets a short password",
    act: (by) => setPassword(by, "short"),
    tells: [failed("password_set", "password too short")],
  },
  {
    name: "sets a long password",
    act: (by) => setPassword(by, "x".repeat(73)),
    tells: [failed("password_set", "password too long")],
  },
  {
    name: "sets the password of nobody",
    act: (by) => setPassword(by, "correct horse", nobody),
    tells: [failed("password_set", `unknown user: ${nobody}`)],
  },
  {
    name: "sets the password of somebody else",
    async before(by) {
      const emails = [{ address: `${randomUUID()}@example.com`, is_primary: true }];
      const { json } = await by.admin.request("POST", "/users", { body: { emails } });
      by.notes.other = (json as { id: string }).id;
    },
    act: (by) => setPassword(by, "correct horse", by.notes.other),
    tells: [failed("password_set", ({ notes }) => `wrong user: expected ${notes.userId} -> got ${notes.other}`)],
  },
  {
    name: "sets a password",
    act: (by) => setPassword(by, "correct horse"),
    tells: [{ type: "password_set_succeeded" }],
  },
  {
    name: "signs in with a wrong password",
    act: (by) => logIn(by, "wrong horse"),
    tells: [failed("password_login", "password hash not equal")],
  },
  {
    name: "signs in as nobody",
    act: (by) => logIn(by, "correct horse", nobody),
    tells: [failed("password_login", `unknown user: ${nobody}`, "nobody")],
  },
  {
    name: "signs in with the password",
    act: (by) => logIn(by, "correct horse"),
    tells: [{ type: "password_login_succeeded" }],
  },
  {
    name: "names another address",
    act: (by) => addAddress(by, work),
    tells: [],
  },
  {
    name: "proves it",
    async before(by) {
      await sendCode(by, by.notes.secondId);
      by.notes.code = await by.codeFor(work);
    },
    act: (by) => enter(by, by.notes.code),
    tells: [
      { type: "email_created", details: { email: masked } },
      { type: "email_verified", details: { email: masked } },
      { type: "passcode_login_final_succeeded" },
    ],
  },
  {
    name: "makes it the primary one",
    act: (by) => post(by, `/emails/${by.notes.secondId}/set_primary`),
    tells: [{ type: "primary_email_changed", details: { email: masked } }],
  },
  {
    name: "removes an address",
    before: (by) => post(by, `/emails/${by.notes.emailId}/set_primary`),
    act: ({ client, notes }) => client.request("DELETE", `/emails/${notes.secondId}`),
    tells: [{ type: "email_deleted", details: { email: masked } }],
  },
  {
    name: "asks for options of a passkey",
    act: (by) => ask(by, "registration"),
    tells: [{ type: "webauthn_registration_init_succeeded" }],
  },
  {
    name: "answers from another page",
    act: (by) => attest(by, { origin: "https://elsewhere.example" }),
    tells: [failed("webauthn_registration_final", "the credential was used on a page that is not among the origins")],
  },
  {
    name: "adds a passkey",
    before: (by) => ask(by, "registration"),
    act: attest,
    tells: [{ type: "webauthn_registration_final_succeeded" }],
  },
  {
    name: "asks for options of one passkey too many",
    async before(by) {
      await ask(by, "registration");
      await attest(by, {}, createPasskey());
    },
    act: (by) => ask(by, "registration"),
    tells: [failed("webauthn_registration_init", "there are as many passkeys as there may be")],
  },
  {
    name: "asks for options of a sign-in",
    act: (by) => ask(by, "login", { user_id: by.notes.userId }),
    tells: [{ type: "webauthn_authentication_init_succeeded" }],
  },
  {
    name: "asks for options of nobody",
    act: (by) => ask(by, "login", { user_id: nobody }),
    tells: [failed("webauthn_authentication_init", "there is no such user", "nobody")],
  },
  {
    name: "asks for options of what is no id",
    act: (by) => ask(by, "login", { user_id: "kim" }),
    tells: [failed("webauthn_authentication_init", "there is no such user", "nobody")],
  },
  {
    name: "signs in with a passkey whose signature is wrong",
    before: (by) => ask(by, "login"),
    act: (by) => assert(by, { signature: "flip" }),
    tells: [failed("webauthn_authentication_final", "the signature is wrong", "nobody")],
  },
  {
    name: "signs in with the passkey",
    before: (by) => ask(by, "login"),
    act: assert,
    tells: [{ type: "webauthn_authentication_final_succeeded" }],
  },
  {
    name: "renames the passkey",
    act: ({ client, passkey }) =>
      client.request("PATCH", `/webauthn/credentials/${passkey.id}`, { body: { name: "phone" } }),
    tells: [{ type: "webauthn_credential_updated" }],
  },
  {
    name: "removes the passkey",
    act: ({ client, passkey }) => client.request("DELETE", `/webauthn/credentials/${passkey.id}`),
    tells: [{ type: "webauthn_credential_deleted" }],
  },
  {
    name: "hands over a token that nobody made",
    act: (by) => post(by, "/token", { value: "nonsense" }),
    tells: [failed("token_exchange", "code=404, message=token not found", "nobody")],
  },
  {
    name: "hands over a token that another sign-in made",
    async before(by) {
      by.notes.token = await by.exchangeToken();
    },
    act: (by) => post(by, "/token", { value: by.notes.token }),
    tells: [{ type: "token_exchange_succeeded" }],
  },
  {
    name: "signs out",
    act: (by) => post(by, "/logout"),
    tells: [{ type: "user_logged_out" }],
  },
  {
    name: "deletes the account",
    before: (by) => logIn(by, "correct horse"),
    act: ({ client }) => client.request("DELETE", "/user"),
    tells: [{ type: "user_deleted" }],
  },
];
