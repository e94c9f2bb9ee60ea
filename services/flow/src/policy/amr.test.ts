import { expect, test } from "vitest";
import type { FlowData } from "../engine/memory.ts";
import { amrOfLogin, amrOfRegistration } from "./amr.ts";

test.each<[FlowData, readonly string[]]>([
  [{}, []],
  [{ loginMethod: "password" }, ["pwd"]],
  [{ loginMethod: "passcode" }, ["otp"]],
  [{ loginMethod: "passkey" }, ["passkey"]],
  [{ loginMethod: "password", mfaMethod: "totp" }, ["pwd", "totp"]],
  [{ loginMethod: "passcode", mfaMethod: "security_key" }, ["otp", "security_key"]],
])("a login by %j is told as %j", (data, amr) => {
  expect(amrOfLogin(data)).toEqual(amr);
});

const nothing = { passkey: false, securityKey: false };
const totp = { sealedSecret: "sealed", step: "1" };

test.each<[FlowData, typeof nothing, readonly string[]]>([
  [{}, nothing, []],
  [{ verifiedEmail: "a@example.com" }, nothing, ["otp"]],
  [{ newPasswordHash: "hash" }, nothing, ["pwd"]],
  [{ verifiedEmail: "a@example.com" }, { passkey: true, securityKey: false }, ["otp", "passkey"]],
  [{ newPasswordHash: "hash" }, { passkey: false, securityKey: true }, ["pwd", "security_key"]],
  [
    { newTotp: totp, newPasswordHash: "hash", verifiedEmail: "a@example.com" },
    { passkey: true, securityKey: true },
    ["otp", "pwd", "passkey", "totp", "security_key"],
  ],
])("a registration that collected %j and %j is told as %j", (data, created, amr) => {
  expect(amrOfRegistration(data, created)).toEqual(amr);
});
