import { createPasskey } from "@signet/testkit";
import { expect, test } from "vitest";
import type { Browser } from "./test/browser.ts";
import { flowWorld } from "./test/world.ts";

const world = await flowWorld({ env: { RATE_LIMITER_ENABLED: "false" } });
const capabilities = { webauthn_available: true };
const PASSWORD = "a password that is long enough";

/** A browser in which an address has been proven, and a password comes next. */
async function atPassword(email: string): Promise<Browser> {
  const browser = world.browser();
  await browser.start("registration");
  await browser.act("register_client_capabilities", capabilities);
  await browser.act("register_login_identifier", { email });
  await browser.act("verify_passcode", { code: world.codeFor(email) ?? "" });
  expect(browser.state).toMatchObject({ name: "password_creation", status: 200 });
  return browser;
}

function attest(browser: Browser, key = createPasskey()) {
  const options: unknown = JSON.parse(browser.state.payload?.creationOptionsJson ?? "");
  // What a browser sends is JSON.
  return browser.act("webauthn_verify_attestation_response", {
    public_key: JSON.parse(JSON.stringify(key.create(options))),
  });
}

test("of two registrations with one address the second ends without an account", async () => {
  world.configure({ mfa: { enabled: false }, passkey: { enabled: false } });
  const [first, second] = [await atPassword("twice@example.com"), await atPassword("twice@example.com")];
  await first.act("register_password", { new_password: PASSWORD });
  expect(first.state).toMatchObject({ name: "success", status: 200 });

  await second.act("register_password", { new_password: PASSWORD });
  expect(second.state).toMatchObject({
    name: "error",
    status: 403,
    actions: [],
    error: { code: "operation_not_permitted_error" },
  });
  expect(second.effects?.session).toBeUndefined();
});

test("one key cannot become two credentials of a registration", async () => {
  world.configure({ mfa: { acquire_on_registration: true } });
  const browser = await atPassword("key@example.com");
  const key = createPasskey();
  await browser.act("register_password", { new_password: PASSWORD });
  await browser.act("continue_to_security_key_creation");
  await browser.act("webauthn_generate_creation_options");
  await attest(browser, key);
  expect(browser.state).toMatchObject({ name: "onboarding_create_passkey", status: 200 });

  await browser.act("webauthn_generate_creation_options");
  await attest(browser, key);
  expect(browser.state).toMatchObject({
    name: "onboarding_verify_passkey_attestation",
    status: 401,
    error: { code: "passkey_invalid" },
  });
  await browser.act("back");
  await browser.act("webauthn_generate_creation_options");
  await attest(browser);
  expect(browser.state).toMatchObject({ name: "success", status: 200 });
  expect(browser.state.payload?.user?.credentials?.webauthnCredentials).toHaveLength(2);
});
