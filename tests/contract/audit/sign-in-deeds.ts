import { answer, atAuthenticator, atPassword, attest, begin, named, otherThan } from "./conversation.ts";
import { anyId, failure, mailed, told } from "./told.ts";
import type { Deed } from "./visitor.ts";

/** How one person comes to an account and into it, in conversations. */
export const signInDeeds: readonly Deed[] = [
  {
    name: "registers with everything",
    async before(by) {
      const { client, address } = by;
      await begin(by, "registration");
      await client.act("register_login_identifier", { email: address, username: "kim" });
      await client.act("verify_passcode", { code: await by.codeFor() });
      await client.act("webauthn_generate_creation_options");
      await attest(by);
    },
    async act({ client, notes }) {
      const { payload } = await client.act("register_password", { new_password: "correct horse" });
      notes.userId = (payload?.user as { user_id?: string } | undefined)?.user_id ?? "";
    },
    tells: [
      {
        type: "user_created",
        details: ({ passkey }) => ({ flow_id: anyId, username: "k****m", passkey: passkey.id, password: true }),
      },
    ],
  },
  {
    name: "signs in with a wrong password",
    before: atPassword,
    act: ({ client }) => client.act("password_login", { password: "wrong horse" }),
    tells: [failure("password", "password invalid")],
  },
  {
    name: "signs in with the password",
    act: ({ client }) => client.act("password_login", { password: "correct horse" }),
    tells: [told("login_success", { login_method: "password" })],
  },
  {
    name: "signs in with a passkey whose signature is wrong",
    async before(by) {
      await begin(by, "login");
      await atAuthenticator(by);
    },
    act: (by) => answer(by, { signature: "flip" }),
    tells: [{ ...failure("passkey", "passkey_invalid"), actor: "nobody" }],
  },
  {
    name: "signs in with the passkey",
    async before(by) {
      await begin(by, "login");
      await atAuthenticator(by);
    },
    act: answer,
    tells: [told("login_success", { login_method: "passkey" })],
  },
  {
    name: "signs in with a wrong code",
    async before(by) {
      await named(by);
      await by.client.act("continue_to_passcode_confirmation");
      by.notes.code = await by.codeFor();
    },
    act: ({ client, notes }) => client.act("verify_passcode", { code: otherThan(notes.code ?? "") }),
    tells: [failure("passcode", "passcode invalid")],
  },
  {
    name: "signs in with the code",
    act: ({ client, notes }) => client.act("verify_passcode", { code: notes.code }),
    tells: [told("login_success", { login_method: "passcode" })],
  },
  {
    name: "finds a forgotten password anew",
    async before(by) {
      await atPassword(by);
      await by.client.act("continue_to_passcode_confirmation_recovery");
      await by.client.act("verify_passcode", { code: await by.codeFor() });
    },
    act: ({ client }) => client.act("password_recovery", { new_password: "correct donkey" }),
    tells: [
      told("login_success", { login_method: "password" }),
      told("password_changed", { context: "recovery" }),
      mailed("password_update"),
    ],
  },
];
