import { textAt, valueAt } from "../json.ts";
import { password } from "../people.ts";
import { unknownId } from "../variants/situation.ts";
import type { Scenario } from "./script.ts";

/** Exchanges with the credentials and sessions of the admin API. */
export const adminCredentialScenarios: Readonly<Record<string, Scenario>> = {
  async password({ adm, create }) {
    const { userId } = await create();
    const at = `/users/${userId}/password`;
    await adm("none", `GET ${at}`);
    await adm("change none", `PUT ${at}`, { body: { password } });
    await adm("set", `POST ${at}`, { body: { password } });
    await adm("set again", `POST ${at}`, { body: { password } });
    await adm("read", `GET ${at}`);
    await adm("change", `PUT ${at}`, { body: { password: "x" } });
    await adm("empty", `PUT ${at}`, { body: {} });
    await adm("user shows it", `GET /users/${userId}`);
    await adm("delete", `DELETE ${at}`);
    await adm("delete again", `DELETE ${at}`);
    await adm("unknown user", `GET /users/${unknownId}/password`);
    await adm("bad id", "GET /users/abc/password");
  },

  async credentials({ adm, person }) {
    const { userId } = await person("passkey");
    const at = `/users/${userId}/webauthn_credentials`;
    const id = textAt((await adm("list", `GET ${at}`)).json, 0, "id");
    await adm("read", `GET ${at}/${id}`);
    await adm("unknown", `GET ${at}/AAAA`);
    await adm("user shows it", `GET /users/${userId}`);
    await adm("delete", `DELETE ${at}/${id}`);
    await adm("delete again", `DELETE ${at}/${id}`);
    await adm("list after", `GET ${at}`);
    await adm("unknown user", `GET /users/${unknownId}/webauthn_credentials`);
  },

  async otp({ adm, person }) {
    const { userId } = await person("totp");
    const at = `/users/${userId}/otp`;
    await adm("read", `GET ${at}`);
    await adm("user shows it", `GET /users/${userId}`);
    await adm("delete", `DELETE ${at}`);
    await adm("read after", `GET ${at}`);
    await adm("delete again", `DELETE ${at}`);
    await adm("unknown user", `GET /users/${unknownId}/otp`);
  },

  async sessions({ adm, pub, create }) {
    const { userId } = await create();
    const post = (name: string, body: unknown) => adm(name, "POST /sessions", { body });
    const origin = { user_agent: "Test", ip_address: "192.0.2.7" };
    const token = textAt((await post("create", { user_id: userId, ...origin })).json, "session_token");
    await post("create bare", { user_id: userId });
    await post("bad address", { user_id: userId, ip_address: "x" });
    await post("unknown user", { user_id: unknownId });
    await post("bad user", { user_id: "x" });
    await post("no user", {});
    await pub("token works", "GET /me", { token });
    await pub("validate", "POST /sessions/validate", { body: { session_token: token } });

    const { json } = await adm("list", `GET /users/${userId}/sessions`);
    const ids = Array.isArray(json) ? json.map((session) => textAt(session, "id")) : [];
    for (const id of ids) await adm("revoke", `DELETE /users/${userId}/sessions/${id}`);
    await adm("revoke again", `DELETE /users/${userId}/sessions/${ids[0]}`);
    await pub("token is dead", "GET /me", { token });
    await pub("validate dead", "POST /sessions/validate", { body: { session_token: token } });
    await adm("list after", `GET /users/${userId}/sessions`);
    await adm("unknown user list", `GET /users/${unknownId}/sessions`);
  },

  async metadata({ adm, create }) {
    const { userId } = await create();
    const at = `/users/${userId}/metadata`;
    const patch = (name: string, body: unknown) => adm(name, `PATCH ${at}`, { body });
    await adm("none", `GET ${at}`);
    const [shown, hidden, unsafe] = [{ a: 1, c: { d: 1 } }, { s: "x" }, { t: [1] }];
    await patch("set", { public_metadata: shown, private_metadata: hidden, unsafe_metadata: unsafe });
    await adm("read", `GET ${at}`);
    await patch("merge", { public_metadata: { a: null, c: { e: 2 } }, unsafe_metadata: { t: [2, 3] } });
    await patch("empty", {});
    await patch("empty category", { public_metadata: {} });
    await patch("clear category", { private_metadata: null });
    await patch("unknown key", { other: 1 });
    await patch("wrong category", { public_metadata: 5 });
    await patch("list", []);
    await patch("too long", { public_metadata: { x: "y".repeat(3001) } });
    await patch("broken", "{");
    await adm("user shows it", `GET /users/${userId}`);
    await patch("clear all", "null");
    await adm("after", `GET ${at}`);
    await adm("unknown user", `GET /users/${unknownId}/metadata`);
    await adm("bad id", "GET /users/abc/metadata");
  },

  async "audit log"({ adm, ask, note, person }) {
    const { userId } = await person("password");
    const query = `actor_user_id=${userId}`;
    const { json } = await ask(`GET /audit_logs?${query}&per_page=100`);
    note("event types of a registration", Array.isArray(json) ? json.map((entry) => valueAt(entry, "type")) : []);
    await adm("of a person", `GET /audit_logs?${query}&per_page=1&type=password_set_succeeded`);
    await adm("no match", `GET /audit_logs?${query}&type=user_deleted`);
    await adm("bad time", "GET /audit_logs?start_time=x");
    await adm("bad page", "GET /audit_logs?page=x");
  },

  async webhooks({ adm, anyone }) {
    const { id } = anyone();
    const hook = { callback: `https://example.com/${id}`, events: ["user.create", "user.delete"] };
    const post = (name: string, body: unknown) => adm(name, "POST /webhooks", { body });
    const at = `/webhooks/${textAt((await post("create", hook)).json, "id")}`;
    await adm("read", `GET ${at}`);
    await adm("change", `PUT ${at}`, { body: { ...hook, events: ["user"], enabled: false } });
    await adm("change without enabled", `PUT ${at}`, { body: hook });
    await post("unknown event", { ...hook, events: ["user.sneeze"] });
    await post("no events", { ...hook, events: [] });
    await post("bad url", { ...hook, callback: "x" });
    await post("empty", {});
    await adm("unknown", `GET /webhooks/${unknownId}`);
    await adm("bad id", "GET /webhooks/abc");
    await adm("delete", `DELETE ${at}`);
    await adm("delete again", `DELETE ${at}`);
  },
};
