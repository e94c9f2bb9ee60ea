import { testSettings } from "@signet/config/test";
import { expect, test } from "vitest";
import { asksForDeviceTrust, tokenFor, trustsDevice, withToken } from "./device-trust.ts";

type Facts = Parameters<typeof asksForDeviceTrust>[0];
const usual: Facts = {
  settings: testSettings(),
  has: { otp: true },
  loginMethod: "password",
  deviceIsTrusted: false,
};
const mfa = (change: object) => ({ settings: testSettings({ mfa: change }) });

test.each<[what: string, Partial<Facts>, asks: boolean]>([
  ["an app", {}, true],
  ["a security key", { has: { securityKey: true } }, true],
  ["a code in place of the password", { loginMethod: "passcode" }, true],
  ["no second factor", { has: { passkey: true, password: true } }, false],
  ["a passkey, which needs no second factor", { loginMethod: "passkey" }, false],
  ["a device that is trusted already", { deviceIsTrusted: true }, false],
  ["second factors that are off", mfa({ enabled: false }), false],
  ["devices that are trusted always", mfa({ device_trust_policy: "always" }), false],
  ["devices that are trusted never", mfa({ device_trust_policy: "never" }), false],
])("whether a login asks to trust the device, with %s", (_what, facts, asks) => {
  expect(asksForDeviceTrust({ ...usual, ...facts })).toBe(asks);
});

test.each([
  ["always", false, true],
  ["always", true, true],
  ["prompt", false, false],
  ["prompt", true, true],
  ["never", false, false],
  ["never", true, false],
] as const)("the policy %s, asked for by the user: %s, makes the device a trusted one: %s", (policy, said, trusts) => {
  expect(trustsDevice(testSettings({ mfa: { device_trust_policy: policy } }), said)).toBe(trusts);
});

test("the device trust cookie keeps one token per user, the newest first, up to its limit", () => {
  const cookie = withToken("a:1|b:2|broken|a:b:c", { userId: "b", token: "3" }, 20);
  expect(cookie).toBe("b:3|a:1");
  expect(withToken(cookie, { userId: "c", token: "4" }, 2)).toBe("c:4|b:3");
  expect(tokenFor(cookie, "a")).toBe("1");
  expect(tokenFor(cookie, "z")).toBeUndefined();
  expect(tokenFor("bare", "anybody")).toBe("bare");
});
