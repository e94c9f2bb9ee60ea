import { randomUUID } from "node:crypto";
import { type FlowClient, flowClient } from "@signet/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectConform } from "./conform.ts";
import { openTarget, type Target } from "./target.ts";

// flow-api.md section 20, what real clients rely on, line by line. Lines 1 to 4, 6 and 9 to 12 are checked in every answer of
// every contract test (client-needs.ts); here are those that need more than one answer. Lines 7 and 8 are about other
// providers, which are not built yet.
const PASSWORD = "correct horse";
let target: Target;
beforeAll(async () => {
  target = await openTarget({
    username: { enabled: true, acquire_on_registration: false, acquire_on_login: false },
    account: { allow_deletion: true },
    passkey: { enabled: false },
    mfa: { enabled: false },
  });
});
afterAll(() => target?.stop());

/** A flow that acts as the SDK does. */
async function begin(flow: string, client = flowClient(target.apiUrl)): Promise<FlowClient> {
  await client.start(flow);
  await act(client, "register_client_capabilities", { webauthn_available: true });
  return client;
}

async function act(client: FlowClient, action: string, input: Record<string, unknown> = {}) {
  const state = await client.act(action, input);
  expectConform(client.reply, action);
  return state;
}

async function register(): Promise<{ client: FlowClient; email: string; code: string }> {
  const email = `${randomUUID()}@example.com`;
  const client = await begin("registration");
  await act(client, "register_login_identifier", { email });
  const code = await target.codeFor(email);
  await act(client, "verify_passcode", { code });
  await act(client, "register_password", { new_password: PASSWORD });
  client.expect("success");
  return { client, email, code };
}

test("5: each answer has the token for the next request, refusals of what was entered as well", async () => {
  const client = await begin("login");
  const tokens = new Set([client.state.csrf_token]);
  for (const email of ["no address", "", "nobody@example.com"]) {
    await act(client, "continue_with_login_identifier", { identifier: email });
    tokens.add(client.state.csrf_token);
    if (client.offers.includes("back")) break;
  }
  await act(client, "back");
  expect(tokens.add(client.state.csrf_token).size).toBeGreaterThanOrEqual(4);
  client.expect("login_init");
});

test("9: a login tells how the last one was, and both name the end of the session", async () => {
  const { client, email } = await register();
  expect(client.state.payload).not.toHaveProperty("last_login");
  const again = await begin("login");
  await act(again, "continue_with_login_identifier", { identifier: email });
  await act(again, "continue_to_password_login");
  const { payload } = await act(again, "password_login", { password: PASSWORD });
  expect(payload).toMatchObject({
    last_login: { login_method: "password" },
    claims: { expiration: expect.any(String) },
  });
  expect(again.reply.headers.get("x-session-retention")).toBe("persistent");
});

test("12: codes have the six characters of the element's six fields, and the field sets no other length", async () => {
  const { code } = await register();
  expect(code).toMatch(/^\d{6}$/);
  const client = await begin("registration");
  await act(client, "register_login_identifier", { email: `${randomUUID()}@example.com` });
  expect(client.state.actions.verify_passcode?.inputs.code).not.toHaveProperty("max_length");
});

test("13: what is shown again may be sent again, as it is", async () => {
  const { client } = await register();
  const profile = await begin("profile", client);
  const shown = () => profile.state.actions.username_create?.inputs.username;
  expect(shown()).toMatchObject({ value: null });
  await act(profile, "username_create", { username: shown()?.value });
  expect(shown()).toMatchObject({ error: { code: "value_missing_error" } });
  await act(profile, "username_create", { username: " No Name " });
  expect(shown()).toMatchObject({ value: "no name", error: { code: "invalid_username_error" } });
  await act(profile, "username_create", { username: shown()?.value });
  expect(shown()).toMatchObject({ value: "no name", error: { code: "invalid_username_error" } });
});

test("14: the end of an account is a state of its own, and /logout works afterwards", async () => {
  const { client } = await register();
  const profile = await begin("profile", client);
  await act(profile, "account_delete");
  expect(profile.expect("account_deleted").payload).toEqual({});
  expect((await profile.request("POST", "/logout")).status).toBeLessThan(500);
  await profile.start("login");
  profile.expect("preflight");
});

test("15: the slowest answer comes well before a client's 13 seconds, for many at once", {
  timeout: 60_000,
}, async () => {
  const { email } = await register();
  const clients = await Promise.all(
    Array.from({ length: 32 }, async () => {
      const client = await begin("login");
      await act(client, "continue_with_login_identifier", { identifier: email });
      await act(client, "continue_to_password_login");
      return client;
    }),
  );
  const begun = performance.now();
  await Promise.all(clients.map((client) => act(client, "password_login", { password: "wrong" })));
  expect(performance.now() - begun).toBeLessThan(13_000);
});
