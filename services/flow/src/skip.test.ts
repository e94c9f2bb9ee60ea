import type { TenantSettings } from "@signet/config";
import type { DeepPartial } from "@signet/config/test";
import { expect, test } from "vitest";
import { flowWorld } from "./test/world.ts";

const world = await flowWorld({ env: { RATE_LIMITER_ENABLED: "false" } });

const K = "onboarding_create_passkey";
const W = "password_creation";
const PASSWORD = { new_password: "a password that is long enough" };
const noCodes = { use_for_authentication: false };

interface Credentials {
  readonly passkey?: DeepPartial<TenantSettings["passkey"]>;
  readonly password?: DeepPartial<TenantSettings["password"]>;
  readonly email?: DeepPartial<TenantSettings["email"]>;
  readonly username?: DeepPartial<TenantSettings["username"]>;
}

const onRegistration = (acquire_on_registration: "always" | "conditional" | "never", optional = true) => ({
  acquire_on_registration,
  optional,
});
const optional = { passkey: onRegistration("always"), password: onRegistration("always") };

type Step = readonly [action: string, input?: Readonly<Record<string, string>>];

test.each<[what: string, settings: Credentials, steps: readonly Step[], state: string, offered: boolean]>([
  [
    "the passkey that passwords are left out for, where codes sign in",
    { password: onRegistration("never") },
    [],
    K,
    true,
  ],
  [
    "the same where they do not: nothing else would be left",
    { password: onRegistration("never"), email: noCodes },
    [],
    K,
    false,
  ],
  [
    "the same where an address is not what people are called by",
    { password: onRegistration("never"), email: { use_as_login_identifier: false }, username: { enabled: true } },
    [],
    K,
    false,
  ],
  ["the same where there are no passwords", { password: { enabled: false }, email: noCodes }, [], K, true],
  ["a passkey that is demanded", { password: onRegistration("never"), passkey: { optional: false } }, [], K, false],
  ["the passkey after a password", { email: noCodes }, [["register_password", PASSWORD]], K, true],
  [
    "the passkey after a password that was skipped, where codes sign in",
    { passkey: onRegistration("conditional"), password: onRegistration("always") },
    [["skip"]],
    K,
    true,
  ],
  [
    "the same where they do not",
    { passkey: onRegistration("conditional"), password: onRegistration("always"), email: noCodes },
    [["skip"]],
    K,
    false,
  ],
  [
    "the password that passkeys are left out for, where codes sign in",
    { passkey: onRegistration("never"), password: onRegistration("always") },
    [],
    W,
    true,
  ],
  [
    "the same where they do not",
    { passkey: onRegistration("never"), password: onRegistration("always"), email: noCodes },
    [],
    W,
    false,
  ],
  ["a password that is demanded", { passkey: onRegistration("never") }, [], W, false],
  ["the password after a passkey that was skipped, where codes sign in", optional, [["skip"]], W, true],
  ["the same where they do not", { ...optional, email: noCodes }, [["skip"]], W, false],
])("skipping %s (flow-api.md sections 11.2 and 11.4)", async (_what, settings, steps, state, offered) => {
  world.configure({ mfa: { enabled: false }, ...settings });
  const browser = world.browser();
  const email = `${crypto.randomUUID()}@example.com`;
  await browser.start("registration");
  await browser.act("register_client_capabilities", { webauthn_available: true });
  await browser.act("register_login_identifier", { email });
  await browser.act("verify_passcode", { code: world.codeFor(email) ?? "" });
  for (const [action, input] of steps) await browser.act(action, input);

  expect(browser.state).toMatchObject({ name: state, status: 200 });
  expect(browser.offers.includes("skip")).toBe(offered);
});
