import { textAt } from "../json.ts";
import { unknownId } from "../variants/situation.ts";
import type { Scenario } from "./script.ts";

/** Exchanges with the users and addresses of the admin API. */
export const adminUserScenarios: Readonly<Record<string, Scenario>> = {
  async status({ adm }) {
    await adm("page", "GET /");
    await adm("alive", "GET /health/alive");
    await adm("ready", "GET /health/ready");
    await adm("unknown route", "GET /nothing/here");
    await adm("wrong method", "PUT /users");
  },

  async "create user"({ adm, anyone }) {
    const { email, email2, username } = anyone();
    const mail = { address: email, is_primary: true, is_verified: true };
    const post = (name: string, body: unknown) => adm(name, "POST /users", { body });
    const withMails = (...emails: unknown[]) => ({ emails });

    const { json } = await post("by address", withMails(mail));
    await post("same address", withMails(mail));
    await post("same id", { id: textAt(json, "id"), ...withMails({ ...mail, address: email2 }) });
    await post("by username", { username });
    await post("same username", { username });
    await post("upper case address", withMails({ ...mail, address: email.toUpperCase() }));
    const createdAt = { created_at: "2024-01-02T03:04:05Z" };
    await post("with created_at", { ...createdAt, ...withMails({ ...mail, address: `x${email}` }) });
    const second = { address: `b${email}`, is_primary: false, is_verified: false };
    await post("two addresses", withMails({ ...mail, address: `a${email}` }, second));
    await post("empty", {});
    await post("no list", { emails: [] });
    await post("none primary", withMails({ ...mail, address: `c${email}`, is_primary: false }));
    await post("two primary", withMails({ ...mail, address: `d${email}` }, { ...mail, address: `e${email}` }));
    await post("twice the same", withMails({ ...mail, address: `f${email}` }, { address: `f${email}` }));
    await post("bad address", withMails({ ...mail, address: "nobody" }));
    await post("bad id", { id: "7", ...withMails(mail) });
    await post("wrong types", { emails: "x" });
    await post("broken json", '{"emails":[');
    await post("array", "[]");
  },

  async "read users"({ adm, ask, create }) {
    const { id, email, userId } = await create();
    await adm("one", `GET /users/${userId}`);
    await adm("unknown", `GET /users/${unknownId}`);
    await adm("bad id", "GET /users/abc");
    await adm("by address", `GET /users?email=${email}`);
    await adm("by part of address", `GET /users?email=${id}`);
    await adm("upper case", `GET /users?email=${id.toUpperCase()}`);
    await adm("by id", `GET /users?user_id=${userId}`);
    await adm("by ids", `GET /users?user_id=${userId},${unknownId}`);
    await adm("bad user_id", "GET /users?user_id=abc");
    await adm("bad direction", "GET /users?sort_direction=up");
    await adm("bad page", "GET /users?page=x");
    await adm("no match", "GET /users?email=no-such-address-anywhere");
    for (const letter of "abcde") {
      await ask("POST /users", { emails: [{ address: `${letter}-${id}@paged.example.com`, is_primary: true }] });
    }
    const pages = ["page=1&per_page=2", "page=2&per_page=2", "page=3&per_page=2", "page=9&per_page=2", "per_page=0"];
    for (const page of pages) await adm(page, `GET /users?email=${id}@paged&sort_direction=asc&${page}`);
  },

  async "change user"({ adm, ask, create }) {
    const { id, username, userId } = await create();
    const patch = (name: string, body: unknown) => adm(name, `PATCH /users/${userId}`, { body });

    await patch("name", { name: " Kim Example " });
    const picture = "https://example.com/k.png";
    await patch("all names", { name: "K", given_name: "Kim", family_name: "Example", picture });
    await patch("clear name", { name: null });
    await patch("empty name", { name: "  " });
    await patch("number", { name: 5 });
    await patch("username", { username });
    await patch("upper case username", { username: username.toUpperCase() });
    await patch("bad username", { username: "no spaces" });
    await patch("clear username", { username: null });
    await patch("bad picture", { picture: "javascript:alert(1)" });
    await patch("picture without host", { picture: "https:///x" });
    await patch("nothing", {});
    await patch("unknown", { colour: "red" });
    await ask("POST /users", { username: `taken_${id}` });
    await patch("taken username", { username: `taken_${id}` });
    await adm("unknown user", `PATCH /users/${unknownId}`, { body: { name: "x" } });
    await adm("bad id", "PATCH /users/abc", { body: { name: "x" } });
  },

  async "delete user"({ adm, create }) {
    const { email, userId } = await create();
    await adm("delete", `DELETE /users/${userId}`);
    await adm("again", `DELETE /users/${userId}`);
    await adm("read", `GET /users/${userId}`);
    await adm("bad id", "DELETE /users/abc");
    await adm("address is free again", "POST /users", { body: { emails: [{ address: email, is_primary: true }] } });
  },

  async addresses({ adm, create }) {
    const { id, email2, userId } = await create();
    const at = `/users/${userId}/emails`;
    const add = (name: string, body: unknown) => adm(name, `POST ${at}`, { body });

    const first = textAt((await adm("list", `GET ${at}`)).json, 0, "id");
    const second = textAt((await add("add", { address: email2, is_verified: true })).json, "id");
    await add("add again", { address: email2 });
    await add("bad address", { address: "x" });
    await add("no address", {});
    await adm("read", `GET ${at}/${second}`);
    await adm("read unknown", `GET ${at}/${unknownId}`);
    await adm("read bad id", `GET ${at}/abc`);
    await adm("delete primary", `DELETE ${at}/${first}`);
    await adm("set primary", `POST ${at}/${second}/set_primary`);
    await adm("set primary again", `POST ${at}/${second}/set_primary`);
    await adm("set unknown", `POST ${at}/${unknownId}/set_primary`);
    await adm("list after", `GET ${at}`);
    await adm("delete", `DELETE ${at}/${first}`);
    await adm("delete again", `DELETE ${at}/${first}`);
    await adm("list of unknown user", `GET /users/${unknownId}/emails`);
    const body = { address: `n-${id}@example.com` };
    await adm("add to unknown user", `POST /users/${unknownId}/emails`, { body });
    for (let count = 0; count < 5; count++) {
      await add(`limit ${count}`, { address: `limit${count}-${id}@example.com` });
    }
  },
};
