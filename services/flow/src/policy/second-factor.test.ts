import type { TenantSettings } from "@signet/config";
import { type DeepPartial, testSettings } from "@signet/config/test";
import { describe, expect, test } from "vitest";
import { secondFactorOfLogin, secondFactorToCreate } from "./second-factor.ts";

const nothing = { states: [] };
const unfit = "platform_authenticator_required";

describe("which factor a login must show (flow-api.md section 8.4)", () => {
  type Facts = Omit<Parameters<typeof secondFactorOfLogin>[0], "settings">;
  const usual: Facts = {
    has: { securityKey: true, otp: true },
    loginMethod: "password",
    deviceIsTrusted: false,
    canAttachSecurityKey: true,
  };
  const key = { states: ["login_security_key"] };
  const totp = { states: ["login_otp"] };
  const noTotp = { totp: { enabled: false } };
  const noKeys = { security_keys: { enabled: false } };

  test.each<[what: string, mfa: DeepPartial<TenantSettings["mfa"]>, Partial<Facts>, outcome: object]>([
    ["both, with a key that can be attached", {}, {}, key],
    ["both, with a key that cannot", {}, { canAttachSecurityKey: false }, totp],
    ["a key alone", {}, { has: { securityKey: true } }, key],
    [
      "a key alone that cannot be attached",
      {},
      { has: { securityKey: true }, canAttachSecurityKey: false },
      { states: ["error"], error: unfit },
    ],
    [
      "both, where apps are off and the key cannot be attached",
      noTotp,
      { canAttachSecurityKey: false },
      { states: ["error"], error: unfit },
    ],
    ["an app alone", {}, { has: { otp: true } }, totp],
    ["both, where keys are off", noKeys, {}, totp],
    ["a key alone, where keys are off", noKeys, { has: { securityKey: true } }, nothing],
    ["an app alone, where apps are off", noTotp, { has: { otp: true } }, nothing],
    ["neither", {}, { has: { passkey: true, password: true } }, nothing],
    ["both, after a code", {}, { loginMethod: "passcode" }, key],
    ["both, after another provider", {}, { loginMethod: "third_party" }, key],
    ["both, after a passkey, which is two factors in one", {}, { loginMethod: "passkey" }, nothing],
    ["both, on a trusted device", {}, { deviceIsTrusted: true }, nothing],
    ["both, where second factors are off", { enabled: false }, {}, nothing],
  ])("%s", (_what, mfa, facts, outcome) => {
    expect(secondFactorOfLogin({ settings: testSettings({ mfa }), ...usual, ...facts })).toEqual(outcome);
  });
});

describe("whether one is created now (flow-api.md section 8.9)", () => {
  type Facts = Omit<Parameters<typeof secondFactorToCreate>[0], "settings">;
  const usual: Facts = {
    flow: "login",
    has: { password: true },
    knowsEmail: false,
    canAttachSecurityKey: true,
    passwordStillToCome: false,
    wasAsked: false,
  };
  const chooser = { states: ["mfa_method_chooser"] };
  const noTotp = { totp: { enabled: false } };
  const noKeys = { security_keys: { enabled: false } };
  const onLogin = { acquire_on_login: true, acquire_on_registration: false };

  test.each<[what: string, settings: DeepPartial<TenantSettings>, Partial<Facts>, outcome: object]>([
    ["a login with a password", {}, {}, chooser],
    ["a registration, where it is asked at logins only", {}, { flow: "registration" }, nothing],
    ["a registration", { mfa: { acquire_on_registration: true } }, { flow: "registration" }, chooser],
    [
      "a login, where it is asked at registrations only",
      { mfa: { acquire_on_login: false, acquire_on_registration: true } },
      {},
      nothing,
    ],
    ["the profile", { mfa: { acquire_on_registration: true } }, { flow: "profile" }, nothing],
    ["second factors are off", { mfa: { enabled: false } }, {}, nothing],
    ["there is no kind of them", { mfa: { ...noTotp, ...noKeys } }, {}, nothing],
    ["a password is still to come", {}, { passwordStillToCome: true }, nothing],
    ["the question was asked", {}, { wasAsked: true }, nothing],
    ["there is an app", {}, { has: { password: true, otp: true } }, nothing],
    ["there is a key", {}, { has: { password: true, securityKey: true } }, nothing],
    ["a passkey alone needs no second factor", {}, { has: { passkey: true } }, nothing],
    ["a password where passwords are off", { password: { enabled: false } }, {}, nothing],
    ["an address that gets codes", {}, { has: { email: true } }, chooser],
    ["an address that the conversation knows", {}, { has: {}, knowsEmail: true }, chooser],
    ["an address where codes are off", { email: { use_for_authentication: false } }, { has: { email: true } }, nothing],
    ["an address where addresses are off", { email: { enabled: false } }, { has: {}, knowsEmail: true }, nothing],
    ["no key can be attached, but there are apps", {}, { canAttachSecurityKey: false }, chooser],
    ["only keys, which can be attached", { mfa: noTotp }, {}, chooser],
    ["only keys, which cannot", { mfa: { ...noTotp, optional: true } }, { canAttachSecurityKey: false }, nothing],
    [
      "only keys, which cannot and must",
      { mfa: { ...noTotp, optional: false } },
      { canAttachSecurityKey: false },
      { states: [], error: unfit },
    ],
  ])("%s", (_what, { mfa, ...others }, facts, outcome) => {
    const settings = testSettings({ ...others, mfa: { ...onLogin, ...mfa } });
    expect(secondFactorToCreate({ settings, ...usual, ...facts })).toEqual(outcome);
  });
});
