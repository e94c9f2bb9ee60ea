import { createPasskey } from "@signet/testkit";
import { describe, expect, test } from "vitest";
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

describe("somebody who gives no name", () => {
  const nobody = async () => {
    const browser = world.browser();
    await browser.start("registration");
    await browser.act("register_client_capabilities", capabilities);
    await browser.act("register_login_identifier", {});
    return browser;
  };
  const faultsOf = ({ state }: Browser) =>
    Object.fromEntries(
      state.actions.flatMap(({ inputs }) => inputs.map(({ name, error }) => [name, error?.code] as const)),
    );
  const optional = { optional: true };

  test("who may leave out either may not leave out both", async () => {
    world.configure({ email: optional, username: { enabled: true, ...optional } });
    const browser = await nobody();
    expect(browser.state).toMatchObject({ name: "registration_init", status: 400 });
    expect(faultsOf(browser)).toEqual({ email: "value_invalid_error", username: "value_invalid_error" });
  });

  test("that holds as well where only one is asked for", async () => {
    world.configure({ email: optional });
    const browser = await nobody();
    expect(browser.state).toMatchObject({ name: "registration_init", status: 400 });
    expect(faultsOf(browser)).toEqual({ email: "value_invalid_error" });
  });

  test("is asked for a credential where the other is demanded but not asked for", async () => {
    world.configure({ username: { enabled: true, ...optional }, email: { acquire_on_registration: false } });
    const browser = await nobody();
    expect(browser.state).toMatchObject({ name: "password_creation", status: 200 });
    await browser.act("register_password", { new_password: PASSWORD });
    // Devices show a name beside a code or a passkey; here it is empty.
    await browser.act("continue_to_otp_secret_creation");
    expect(browser.state).toMatchObject({ name: "mfa_otp_secret_creation", status: 200 });
    await browser.act("back");
    await browser.act("skip");
    await browser.act("webauthn_generate_creation_options");
    await attest(browser);
    expect(browser.state).toMatchObject({ name: "success", status: 200 });
    const user = browser.state.payload?.user?.user;
    expect([user?.emails, user?.username]).toEqual([[], undefined]);
  });
});
