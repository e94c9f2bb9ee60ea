import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { testSettings } from "@signet/config/test";
import { EffectsSchema } from "@signet/proto/flow/v1/flow_service";
import { expect, test } from "vitest";
import { effectsOf } from "./effects.ts";

const session = { token: "jwt", lifespan: { seconds: 43_200n }, persistent: true };
const effects = (init: MessageInitShape<typeof EffectsSchema>) => create(EffectsSchema, init);

test("a session arrives as a cookie that lives as long as it", () => {
  expect(effectsOf(effects({ session }), testSettings())).toEqual({
    cookies: ["hanko=jwt; Path=/; Max-Age=43200; HttpOnly; Secure; SameSite=Strict"],
    headers: { "x-session-lifetime": "43200", "x-session-retention": "persistent" },
  });
});

test("a session that should end with the browser's has no maximal age", () => {
  expect(effectsOf(effects({ session: { ...session, persistent: false } }), testSettings())).toEqual({
    cookies: ["hanko=jwt; Path=/; HttpOnly; Secure; SameSite=Strict"],
    headers: { "x-session-lifetime": "43200", "x-session-retention": "session" },
  });
});

test("with session.enable_auth_token_header it arrives as a header and not as a cookie", () => {
  const settings = testSettings({ session: { enable_auth_token_header: true } });
  expect(effectsOf(effects({ session }), settings)).toEqual({
    cookies: [],
    headers: { "x-session-lifetime": "43200", "x-session-retention": "persistent", "x-auth-token": "jwt" },
  });
});

test("the cookie's name and attributes are the tenant's", () => {
  const cookie = { name: "s", domain: "example.com", http_only: false, secure: false, same_site: "lax" } as const;
  const settings = testSettings({ session: { cookie } });
  expect(effectsOf(effects({ session }), settings)?.cookies).toEqual([
    "s=jwt; Path=/; Domain=example.com; Max-Age=43200; SameSite=Lax",
  ]);
});

test("a session that ended takes its cookie along", () => {
  expect(effectsOf(effects({ clearSession: true }), testSettings())?.cookies).toEqual([
    "hanko=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict",
  ]);
});

test("a trusted device gets its own cookie", () => {
  const trust = { deviceTrust: "user:token==", deviceTrustMaxAge: { seconds: 2_592_000n } };
  expect(effectsOf(effects(trust), testSettings())?.cookies).toEqual([
    "hanko-device-token=user:token==; Path=/; Max-Age=2592000; HttpOnly; Secure; SameSite=None",
  ]);
});

test("no effects are no headers", () => {
  expect(effectsOf(undefined, testSettings())).toBeUndefined();
});
