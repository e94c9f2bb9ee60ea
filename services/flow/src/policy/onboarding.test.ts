import { testSettings } from "@signet/config/test";
import { describe, expect, test } from "vitest";
import { loginCredentialStates, registrationCredentialStates } from "./onboarding.ts";

type Acquisition = "always" | "conditional" | "never";
type Has = "neither" | "passkey" | "password" | "both";

const K = "onboarding_create_passkey";
const W = "password_creation";
const chooser = "credential_onboarding_chooser";
const acquisitions: readonly Acquisition[] = ["always", "conditional", "never"];

const possessions = {
  neither: {},
  passkey: { passkey: true },
  password: { password: true },
  both: { passkey: true, password: true },
};

interface Switches {
  readonly password?: boolean;
  readonly k: Acquisition;
  readonly w: Acquisition;
  readonly passwordOptional?: boolean;
  readonly passkeyOptional?: boolean;
}

function settingsOf({ password = true, k, w, passwordOptional = false, passkeyOptional = true }: Switches) {
  return testSettings({
    password: { enabled: password, optional: passwordOptional, acquire_on_login: w, acquire_on_registration: w },
    passkey: { optional: passkeyOptional, acquire_on_login: k, acquire_on_registration: k },
  });
}

describe("credentials asked for after a login (flow-api.md section 8.5)", () => {
  const after = (switches: Switches, has: Has, { canUsePasskeys = true, recoveryPending = false } = {}) =>
    loginCredentialStates({ settings: settingsOf(switches), canUsePasskeys, has: possessions[has], recoveryPending });

  // Nothing where a row has none for what the user has.
  const withBoth: readonly [k: Acquisition, w: Acquisition, Partial<Record<Has, readonly string[]>>][] = [
    ["always", "always", { neither: [W, K], passkey: [W], password: [K] }],
    ["always", "conditional", { neither: [K], password: [K] }],
    ["always", "never", { neither: [K], password: [K] }],
    ["conditional", "always", { neither: [W], passkey: [W] }],
    ["conditional", "conditional", { neither: [chooser] }],
    ["conditional", "never", { neither: [K] }],
    ["never", "always", { neither: [W], passkey: [W] }],
    ["never", "conditional", { neither: [W] }],
    ["never", "never", {}],
  ];
  test.each(withBoth)("passkeys %s, passwords %s: %j", (k, w, expected) => {
    for (const has of Object.keys(possessions) as Has[]) expect(after({ k, w }, has), has).toEqual(expected[has] ?? []);
  });

  test.each(acquisitions)("passkeys alone, %s: for whoever has none", (k) => {
    const states = k === "never" ? [] : [K];
    expect(after({ password: false, k, w: "always" }, "neither")).toEqual(states);
    expect(after({ password: false, k, w: "always" }, "password")).toEqual(states);
    expect(after({ password: false, k, w: "always" }, "passkey")).toEqual([]);
  });

  test.each(acquisitions)("passwords alone, %s: for whoever has none", (w) => {
    const states = w === "never" ? [] : [W];
    const without = { canUsePasskeys: false };
    expect(after({ k: "always", w }, "neither", without)).toEqual(states);
    expect(after({ k: "always", w }, "passkey", without)).toEqual(states);
    expect(after({ k: "always", w }, "password", without)).toEqual([]);
  });

  test("whoever is about to set a new password is not asked for one (quirk Q9)", () => {
    for (const w of acquisitions) {
      expect(after({ k: "always", w }, "neither", { recoveryPending: true })).toEqual([K]);
      expect(after({ k: "never", w }, "neither", { recoveryPending: true })).toEqual([]);
    }
  });
});

describe("credentials asked for at a registration (flow-api.md section 12.1)", () => {
  const at = (switches: Switches, canUsePasskeys = true) =>
    registrationCredentialStates({ settings: settingsOf(switches), canUsePasskeys });

  test.each([
    ["always", "always", [W, K]],
    ["always", "conditional", [K]],
    ["always", "never", [K]],
    ["conditional", "always", [W]],
    ["conditional", "conditional", [chooser]],
    ["conditional", "never", [K]],
    ["never", "always", [W]],
    ["never", "conditional", [W]],
    ["never", "never", []],
  ] as const)("passkeys %s, passwords %s: %j", (k, w, states) => {
    expect(at({ k, w })).toEqual(states);
    expect(at({ k, w, password: false })).toEqual(k === "never" ? [] : [K]);
    expect(at({ k, w }, false)).toEqual(w === "never" ? [] : [W]);
    expect(at({ k, w, password: false }, false)).toEqual([]);
  });
});

test.each([
  [false, true, [W, K]],
  [false, false, [K, W]],
  [true, true, [K, W]],
  [true, false, [K, W]],
])("of password (optional: %s) and passkey (optional: %s) the one that cannot be skipped is first", (w, k, states) => {
  const settings = settingsOf({ k: "always", w: "always", passwordOptional: w, passkeyOptional: k });
  expect(registrationCredentialStates({ settings, canUsePasskeys: true })).toEqual(states);
  const login = { settings, canUsePasskeys: true, has: {}, recoveryPending: false };
  expect(loginCredentialStates(login)).toEqual(states);
});
