import { textAt } from "../json.ts";
import { unknownId } from "../variants/situation.ts";
import { signUp } from "./classic-sign-in.ts";
import type { Scenario } from "./script.ts";

/** Exchanges with the classic routes that change an account. */
export const classicAccountScenarios: Readonly<Record<string, Scenario>> = {
  async addresses(script) {
    const { pub, passcode } = script;
    const { email2, userId, cookies } = await signUp(script, "sign up");
    const added = textAt((await pub("add", "POST /emails", { cookies, body: { address: email2 } })).json, "id");
    const address = { user_id: userId, email_id: added };
    const sent = await pub("code", "POST /passcode/login/initialize", { cookies, body: address });
    const proof = { id: textAt(sent.json, "id"), code: await passcode(email2) };
    await pub("confirm", "POST /passcode/login/finalize", { cookies, body: proof });

    const first = textAt((await pub("list", "GET /emails", { cookies })).json, 0, "id");
    await pub("add again", "POST /emails", { cookies, body: { address: email2 } });
    await pub("set primary", `POST /emails/${added}/set_primary`, { cookies });
    await pub("set unknown", `POST /emails/${unknownId}/set_primary`, { cookies });
    await pub("set bad", "POST /emails/x/set_primary", { cookies });
    await pub("delete primary", `DELETE /emails/${added}`, { cookies });
    await pub("delete", `DELETE /emails/${first}`, { cookies });
    await pub("list after", "GET /emails", { cookies });
    await pub("no session", "GET /emails");
    await pub("delete user", "DELETE /user", { cookies });
    await pub("me after", "GET /me", { cookies });
  },

  async token({ pub }) {
    await pub("unknown", "POST /token", { body: { value: "x" } });
    await pub("empty", "POST /token", { body: {} });
  },
};
