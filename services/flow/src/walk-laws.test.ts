import type { TenantSettings } from "@signet/config";
import { credential } from "@signet/credential";
import { PasscodeService } from "@signet/proto/credential/v1/passcode_service";
import { TotpService } from "@signet/proto/credential/v1/totp_service";
import { describe, expect, test } from "vitest";
import { withCalls } from "./test/replaced.ts";
import type { Possessions } from "./test/walk/people.ts";
import { walkAll } from "./test/walk/rounds.ts";
import { type FlowWorldOptions, flowWorld } from "./test/world.ts";

/** Nightly, a sound machine passes fifty times as many; one at fault is caught within these. */
const WALKS = 400;

async function caught(fault: FlowWorldOptions, people?: readonly Possessions[]) {
  const world = await flowWorld({ env: { RATE_LIMITER_ENABLED: "false" }, ...fault });
  return expect(walkAll([world], { from: 1, count: WALKS, people })).rejects;
}

describe(`a machine at fault breaks a law within ${WALKS} walks`, { timeout: 240_000 }, () => {
  const never = { acquire_on_login: "never", acquire_on_registration: "never" } as const;
  test.each<[what: string, sees: (settings: TenantSettings) => TenantSettings, law: RegExp]>([
    [
      "that there are second factors",
      (settings) => ({ ...settings, mfa: { ...settings.mfa, enabled: false } }),
      /broken: (no login without the second factor|a demanded second factor)/,
    ],
    [
      "that a second factor is demanded",
      (settings) => ({ ...settings, mfa: { ...settings.mfa, optional: true } }),
      /broken: a demanded second factor/,
    ],
    [
      "that credentials are demanded",
      ({ password, passkey, ...others }) => ({
        ...others,
        password: { ...password, ...never },
        passkey: { ...passkey, ...never },
      }),
      /broken: a demanded pass/,
    ],
    [
      "who may trust a device",
      (settings) => ({ ...settings, mfa: { ...settings.mfa, device_trust_policy: "always" } }),
      /broken: nobody's device is trusted unasked/,
    ],
    [
      "that an address must be proven",
      (settings) => ({ ...settings, email: { ...settings.email, require_verification: false } }),
      /broken: an address is proven where that is demanded/,
    ],
  ])("one whose policies forget %s", async (_what, sees, law) => {
    await (await caught({ sees })).toThrow(law);
  });

  test("one that takes any mailed code", async () => {
    const instead = withCalls(credential, PasscodeService, () => ({ checkPasscode: () => ({}) }));
    await (await caught({ instead })).toThrow(/broken: nobody signs in as somebody else/);
  });

  test("one that takes any code of an app", async () => {
    const instead = withCalls(credential, TotpService, () => ({ checkTotp: () => ({}) }));
    await (await caught({ instead })).toThrow(/broken: (no login without the second factor|what proves nothing)/);
  });

  test("one that takes a recovery code twice", async () => {
    const instead = withCalls(credential, TotpService, () => ({ checkRecoveryCode: () => ({ codesLeft: 9 }) }));
    const people = [{ address: "verified", password: true, app: true, recoveryCodes: true }] as const;
    await (await caught({ instead }, people)).toThrow(/broken: what proves nothing is refused/);
  });
});
