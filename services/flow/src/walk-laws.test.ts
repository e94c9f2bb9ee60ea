import { credential } from "@signet/credential";
import type { Unit } from "@signet/kit";
import { PasscodeService } from "@signet/proto/credential/v1/passcode_service";
import { TotpService } from "@signet/proto/credential/v1/totp_service";
import { afterEach, describe, expect, test, vi } from "vitest";
import { withCalls } from "./test/replaced.ts";
import type { Possessions } from "./test/walk/people.ts";
import { walkAll } from "./test/walk/rounds.ts";
import { type FlowWorld, flowWorld } from "./test/world.ts";

/** Which policy is at fault. */
const fault = vi.hoisted(() => ({ of: "" }));

vi.mock(import("./policy/second-factor.ts"), async (original) => {
  const { secondFactorOfLogin, secondFactorToCreate } = await original();
  return {
    secondFactorOfLogin: (facts) => {
      const isForgotten = fault.of === "factor" || (fault.of === "factor of codes" && facts.loginMethod === "passcode");
      return isForgotten ? { states: [] } : secondFactorOfLogin(facts);
    },
    secondFactorToCreate: (facts) => (fault.of === "new factor" ? { states: [] } : secondFactorToCreate(facts)),
  };
});
vi.mock(import("./policy/onboarding.ts"), async (original) => {
  const { loginCredentialStates, registrationCredentialStates } = await original();
  return {
    loginCredentialStates: (facts) => (fault.of === "credentials" ? [] : loginCredentialStates(facts)),
    registrationCredentialStates,
  };
});
vi.mock(import("./policy/device-trust.ts"), async (original) => {
  const policy = await original();
  return { ...policy, trustsDevice: (...facts) => fault.of === "trust" || policy.trustsDevice(...facts) };
});

const noLimits = { env: { RATE_LIMITER_ENABLED: "false" } };
const sound = await flowWorld(noLimits);
const withLeaf = (instead: Unit) => flowWorld({ ...noLimits, instead });
const anyPasscode = await withLeaf(withCalls(credential, PasscodeService, () => ({ checkPasscode: () => ({}) })));
const anyTotp = await withLeaf(withCalls(credential, TotpService, () => ({ checkTotp: () => ({}) })));
const anyRecoveryCode = await withLeaf(
  withCalls(credential, TotpService, () => ({ checkRecoveryCode: () => ({ codesLeft: 9 }) })),
);

afterEach(() => {
  fault.of = "";
});

/** Nightly, a sound machine passes fifty times as many; one at fault is caught within these. */
const WALKS = 400;
const caught = (world: FlowWorld, people?: readonly Possessions[]) =>
  expect(walkAll([world], { from: 1, count: WALKS, people })).rejects;

describe(`a machine at fault breaks a law within ${WALKS} walks`, { timeout: 240_000 }, () => {
  test.each([
    ["factor", "no login without the second factor"],
    ["factor of codes", "no login without the second factor"],
    ["new factor", "a demanded second factor"],
    ["credentials", "a demanded pass"],
    ["trust", "nobody's device is trusted unasked"],
  ])("a policy that forgets the %s: %s", async (of, law) => {
    fault.of = of;
    await caught(sound).toThrow(`broken: ${law}`);
  });

  test("a leaf that takes any mailed code: strangers sign in", async () => {
    await caught(anyPasscode).toThrow("broken: nobody signs in as somebody else");
  });

  test("a leaf that takes any code of an app: the factor counts for nothing", async () => {
    await caught(anyTotp).toThrow("broken: no login without the second factor");
  });

  test("a leaf that takes a recovery code twice: what proves nothing is refused", async () => {
    const people = [{ address: "verified", password: true, app: true, recoveryCodes: true }] as const;
    await caught(anyRecoveryCode, people).toThrow("broken: what proves nothing is refused");
  });
});
