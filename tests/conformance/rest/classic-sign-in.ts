import { createPasskey } from "@signet/testkit";
import { textAt } from "../json.ts";
import { password } from "../people.ts";
import { unknownId } from "../variants/situation.ts";
import type { Scenario, Script, Someone } from "./script.ts";

/** Somebody who has signed up by the classic routes, and the cookies of their browser. */
export type SignedUp = Someone & { readonly userId: string | undefined; readonly cookies: Map<string, string> };

/** Signs up with an address and its code. */
export async function signUp({ pub, anyone, passcode }: Script, label: string): Promise<SignedUp> {
  const cookies = new Map<string, string>();
  const someone = anyone();
  const user = (await pub(`${label}: user`, "POST /users", { body: { email: someone.email }, cookies })).json;
  const userId = textAt(user, "user_id");
  const address = { user_id: userId, email_id: textAt(user, "email_id") };
  const sent = await pub(`${label}: code`, "POST /passcode/login/initialize", { body: address, cookies });
  const id = textAt(sent.json, "id");
  const finish = (name: string, code: string) =>
    pub(`${label}: ${name}`, "POST /passcode/login/finalize", { body: { id, code }, cookies });
  await finish("wrong code", "000000");
  await finish("right code", await passcode(someone.email));
  return { ...someone, userId, cookies };
}

/** Exchanges with the classic routes that sign in. */
export const classicSignInScenarios: Readonly<Record<string, Scenario>> = {
  async config({ pub, anyone }) {
    await pub("config", "GET /.well-known/config");
    const { email } = anyone();
    await pub("unknown address", "POST /user", { body: { email } });
    await pub("bad address", "POST /user", { body: { email: "x" } });
    await pub("empty", "POST /user", { body: {} });
    await pub("sign up, bad address", "POST /users", { body: { email: "x" } });
    await pub("sign up, empty", "POST /users", { body: {} });
    await pub("sign up, broken", "POST /users", { body: "{" });
  },

  async "sign up by code"(script) {
    const { pub } = script;
    const { email, userId, cookies } = await signUp(script, "sign up");
    await pub("me", "GET /me", { cookies });
    await pub("user", `GET /users/${userId}`, { cookies });
    await pub("other user", `GET /users/${unknownId}`, { cookies });
    await pub("look up", "POST /user", { body: { email } });
    await pub("sign up again", "POST /users", { body: { email } });
    await pub("addresses", "GET /emails", { cookies });
    await pub("logout", "POST /logout", { cookies });
    await pub("me after", "GET /me", { cookies });
  },

  async codes(script) {
    const { pub, passcode } = script;
    const { email, userId } = await signUp(script, "first");
    const cookies = new Map<string, string>();
    const begin = (name: string, body: unknown) => pub(name, "POST /passcode/login/initialize", { body, cookies });
    const finish = (name: string, body: unknown) => pub(name, "POST /passcode/login/finalize", { body });
    await begin("unknown user", { user_id: unknownId });
    await begin("bad user", { user_id: "x" });
    await begin("bad address id", { user_id: userId, email_id: "x" });

    const id = textAt((await begin("code", { user_id: userId })).json, "id");
    const code = await passcode(email);
    await finish("unknown id", { id: unknownId, code });
    await finish("bad id", { id: "x", code });
    for (const count of [1, 2, 3]) await finish(`wrong ${count}`, { id, code: "000000" });
    await finish("right, too late", { id, code });

    const again = textAt((await begin("code again", { user_id: userId })).json, "id");
    const right = { id: again, code: await passcode(email) };
    await pub("right", "POST /passcode/login/finalize", { body: right, cookies });
    await finish("used twice", right);
  },

  async password(script) {
    const { pub } = script;
    const { userId: user_id, cookies } = await signUp(script, "sign up");
    const put = (name: string, body: unknown) => pub(name, "PUT /password", { body, cookies });
    const login = (name: string, body: unknown) => pub(name, "POST /password/login", { body });
    await put("short", { user_id, password: "abc" });
    await put("long", { user_id, password: "p".repeat(73) });
    await put("other user", { user_id: unknownId, password });
    await pub("no session", "PUT /password", { body: { user_id, password } });
    await login("login without", { user_id, password });
    await put("set", { user_id, password });
    await put("change", { user_id, password });
    await login("login", { user_id, password });
    await login("wrong", { user_id, password: "wrong" });
    await login("unknown user", { user_id: unknownId, password });
    await login("bad user", { user_id: "x", password });
    await login("empty", {});
  },

  async passkey(script) {
    const { pub } = script;
    const { email, userId, cookies } = await signUp(script, "sign up");
    const key = createPasskey();
    const enrol = (name: string, body: unknown) => pub(name, "POST /webauthn/registration/finalize", { cookies, body });
    await pub("registration without session", "POST /webauthn/registration/initialize");
    const first = await pub("registration options", "POST /webauthn/registration/initialize", { cookies });
    await enrol("wrong origin", createPasskey({ origin: "http://evil.example" }).create(first.json));
    const second = await pub("options again", "POST /webauthn/registration/initialize", { cookies });
    await enrol("registration", key.create(second.json));
    await enrol("registration twice", key.create(second.json));
    await enrol("garbage", { id: "x" });

    const id = textAt((await pub("credentials", "GET /webauthn/credentials", { cookies })).json, 0, "id");
    await pub("look up", "POST /user", { body: { email } });
    await pub("user", `GET /users/${userId}`, { cookies });
    await signInWithKey(script, key, userId);

    const rename = (name: string, at: string | undefined, to: string) =>
      pub(name, `PATCH /webauthn/credentials/${at}`, { cookies, body: { name: to } });
    await rename("rename", id, "Laptop");
    await rename("rename unknown", "AAAA", "x");
    await pub("credentials after", "GET /webauthn/credentials", { cookies });
    await pub("delete", `DELETE /webauthn/credentials/${id}`, { cookies });
    await pub("delete again", `DELETE /webauthn/credentials/${id}`, { cookies });
    await pub("none left", "GET /webauthn/credentials", { cookies });
  },
};

async function signInWithKey({ pub }: Script, key: ReturnType<typeof createPasskey>, userId: string | undefined) {
  const cookies = new Map<string, string>();
  const options = await pub("login options", "POST /webauthn/login/initialize");
  const assertion = key.get(options.json);
  await pub("login", "POST /webauthn/login/finalize", { cookies, body: assertion });
  await pub("replay", "POST /webauthn/login/finalize", { body: assertion });
  await pub("me", "GET /me", { cookies });
  const begin = (name: string, user_id: string | undefined) =>
    pub(name, "POST /webauthn/login/initialize", { body: { user_id } });
  const ofUser = await begin("login options of user", userId);
  const falsified = key.get(ofUser.json, { signature: "flip" });
  await pub("bad signature", "POST /webauthn/login/finalize", { body: falsified });
  await begin("options, unknown user", unknownId);
  await begin("options, bad user", "x");
}
