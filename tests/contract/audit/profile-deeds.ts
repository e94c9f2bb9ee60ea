import { totp } from "@signet/testkit";
import { answer, atAuthenticator, atPassword, attest, begin, emailId, otherThan } from "./conversation.ts";
import { anyId, failure, mailed, told } from "./told.ts";
import type { Deed, Visitor } from "./visitor.ts";

const flow_id = anyId;
const work = "samantha@work.example";

/** What the same person then changes in the profile, and how that shows at the next sign-in. */
export const profileDeeds: readonly Deed[] = [
  {
    name: "changes the username",
    before: (by) => begin(by, "profile"),
    act: ({ client }) => client.act("username_update", { username: "kim_2" }),
    tells: [told("username_changed", { username: "k***2" })],
  },
  {
    name: "removes the username",
    act: ({ client }) => client.act("username_delete"),
    tells: [told("username_deleted", { username: "k***2" })],
  },
  {
    name: "adds an address",
    async before(by) {
      await by.client.act("email_create", { email: work });
      by.notes.code = await by.codeFor(work);
    },
    act: ({ client, notes }) => client.act("verify_passcode", { code: notes.code }),
    tells: [
      told("email_created", { email: "sam*****@work.example" }),
      told("email_verified", { email: "sam*****@work.example" }),
      mailed("email_create"),
    ],
  },
  {
    name: "makes it the primary one",
    act: (by) => by.client.act("email_set_primary", { email_id: emailId(by, work) }),
    tells: [told("primary_email_changed", { email: "sam*****@work.example" }), mailed("primary_email_update")],
  },
  {
    name: "makes the first one the primary one again",
    act: (by) => by.client.act("email_set_primary", { email_id: emailId(by, by.address) }),
    tells: [
      { ...told("primary_email_changed", { email: "sam*****@example.com" }), actorEmail: "sam*****@work.example" },
      { ...mailed("primary_email_update", work), actorEmail: "sam*****@work.example" },
    ],
  },
  {
    name: "removes an address",
    act: (by) => by.client.act("email_delete", { email_id: emailId(by, work) }),
    tells: [told("email_deleted", { email: "sam*****@work.example" }), mailed("email_delete")],
  },
  {
    name: "proves an address that an operator added",
    async before(by) {
      const body = { address: work, is_primary: false, is_verified: false };
      await by.admin.request("POST", `/users/${by.notes.userId}/emails`, { body });
      await begin(by, "profile");
      await by.client.act("email_verify", { email_id: emailId(by, work) });
      by.notes.code = await by.codeFor(work);
    },
    act: ({ client, notes }) => client.act("verify_passcode", { code: notes.code }),
    tells: [told("email_verified", { email: "sam*****@work.example" })],
  },
  {
    name: "changes the password",
    before: (by) => begin(by, "profile"),
    act: ({ client }) => client.act("password_update", { password: "correct mule" }),
    tells: [told("password_changed", { context: "profile" }), mailed("password_update")],
  },
  {
    name: "removes the password",
    act: ({ client }) => client.act("password_delete"),
    tells: [told("password_deleted")],
  },
  {
    name: "sets a password again",
    act: ({ client }) => client.act("password_create", { password: "correct horse" }),
    tells: [told("password_changed", { context: "profile" }), mailed("password_update")],
  },
  {
    name: "adds a passkey",
    before: ({ client }) => client.act("webauthn_credential_create"),
    act: (by) => attest(by, by.securityKey),
    tells: [
      { type: "passkey_created", details: ({ securityKey }) => ({ flow_id, passkey: securityKey.id }) },
      mailed("passkey_create"),
    ],
  },
  {
    name: "removes a passkey",
    act: ({ client, securityKey }) => client.act("webauthn_credential_delete", { passkey_id: securityKey.id }),
    tells: [{ type: "passkey_deleted", details: ({ securityKey }) => ({ flow_id, credential_id: securityKey.id }) }],
  },
  {
    name: "adds a security key",
    before: ({ client }) => client.act("security_key_create"),
    act: (by) => attest(by, by.securityKey),
    tells: [
      { type: "security_key_created", details: ({ securityKey }) => ({ flow_id, security_key: securityKey.id }) },
      mailed("mfa_create"),
    ],
  },
  {
    name: "signs in with the password and a security key whose signature is wrong",
    before: atSecurityKey,
    act: (by) => answer(by, { signature: "flip" }, by.securityKey),
    tells: [failure("password", "passkey_invalid")],
  },
  {
    name: "signs in with the password and the security key",
    before: atSecurityKey,
    act: (by) => answer(by, {}, by.securityKey),
    tells: [told("login_success", { login_method: "password", mfa_method: "security_key" })],
  },
  {
    name: "removes a security key",
    before: (by) => begin(by, "profile"),
    act: ({ client, securityKey }) => client.act("security_key_delete", { security_key_id: securityKey.id }),
    tells: [
      { type: "passkey_deleted", details: ({ securityKey }) => ({ flow_id, credential_id: securityKey.id }) },
      mailed("mfa_delete"),
    ],
  },
  {
    name: "sets an authenticator app up",
    async before({ client, notes }) {
      const { payload } = await client.act("continue_to_otp_secret_creation");
      notes.otp = String(payload?.otp_secret);
    },
    act: ({ client, notes }) => client.act("otp_code_verify", { otp_code: totp(notes.otp ?? "") }),
    tells: [told("otp_created", { otp_secret: anyId }), mailed("mfa_create")],
  },
  {
    name: "signs in with the password and a wrong code of the app",
    async before(by) {
      await atPassword(by);
      await by.client.act("password_login", { password: "correct horse" });
    },
    act: ({ client, notes }) => client.act("otp_code_validate", { otp_code: otherThan(next(notes)) }),
    tells: [failure("password", "otp code invalid")],
  },
  {
    name: "signs in with the password and the code of the app",
    act: ({ client, notes }) => client.act("otp_code_validate", { otp_code: next(notes) }),
    tells: [told("login_success", { login_method: "password", mfa_method: "totp" })],
  },
  {
    name: "deletes the account",
    before: (by) => begin(by, "profile"),
    act: ({ client }) => client.act("account_delete"),
    tells: [told("user_deleted")],
  },
];

async function atSecurityKey(by: Visitor): Promise<void> {
  await atPassword(by);
  await by.client.act("password_login", { password: "correct horse" });
  await atAuthenticator(by);
}

/** The code of the next half minute: the present one was used up. */
function next({ otp = "" }: Visitor["notes"]): string {
  return totp(otp, { offset: 1 });
}
