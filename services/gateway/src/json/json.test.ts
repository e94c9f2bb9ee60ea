import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { testSettings } from "@signet/config/test";
import { adminUserJson, rfc3339 } from "@signet/json";
import { UserCredentialsSchema } from "@signet/proto/credential/v1/credential";
import { PayloadSchema } from "@signet/proto/flow/v1/flow";
import { UserSchema } from "@signet/proto/identity/v1/user";
import { ClaimsSchema } from "@signet/proto/token/v1/session";
import { describe, expect, test } from "vitest";
import { payloadJson } from "./payload.ts";
import { profileJson } from "./profile.ts";
import { claimsJson } from "./session.ts";
import { userAgentName } from "./user-agent.ts";

/** As the wire has it: members that are undefined are not there. */
const wire = (value: unknown) => JSON.parse(JSON.stringify(value));
const time = timestampFromDate(new Date("2026-01-11T17:20:05Z"));
const times = { createTime: time, updateTime: time };
const atTimes = { created_at: "2026-01-11T17:20:05Z", updated_at: "2026-01-11T17:20:05Z" };

const mara = create(UserSchema, {
  ...{ userId: "7f0b", name: "Mara K.", ...times },
  emails: [{ emailId: "e1", address: "mara@example.org", isVerified: true, isPrimary: true, ...times }],
  username: { usernameId: "n1", username: "mara_k", ...times },
  publicMetadata: { plan: "pro" },
  privateMetadata: { credit: 3 },
  unsafeMetadata: {},
  identities: [
    { identityId: "i1", providerId: "github", subject: "1098", emailId: "e1", ...times },
    { identityId: "i2", providerId: "custom_acme", subject: "77", ...times },
  ],
});
const key = {
  credentialId: "pW9x",
  publicKey: "pQEC",
  attestationType: "none",
  aaguid: "fbfc",
  transports: ["internal"],
  backupEligible: true,
  ...times,
};
const credentials = create(UserCredentialsSchema, {
  webauthnCredentials: [
    key,
    { ...key, credentialId: "yubi", name: "Key", mfaOnly: true, lastUsedTime: time, transports: [] },
  ],
  password: { passwordId: "p1", ...times },
  totp: { totpId: "t1", createTime: time },
});
const keyJson = {
  id: "pW9x",
  public_key: "pQEC",
  attestation_type: "none",
  aaguid: "fbfc",
  created_at: "2026-01-11T17:20:05Z",
  transports: ["internal"],
  backup_eligible: true,
  backup_state: false,
  mfa_only: false,
};
const yubiJson = {
  ...keyJson,
  ...{ id: "yubi", name: "Key", transports: [], mfa_only: true, last_used_at: "2026-01-11T17:20:05Z" },
};
const github = { id: "1098", provider: "GitHub", identity_id: "i1" };
const settings = testSettings({
  third_party: {
    providers: { github: { enabled: true } },
    custom_providers: { acme: { ...customProvider(), enabled: true, display_name: "Acme" } },
  },
});

function customProvider() {
  return {
    ...{ client_id: "", secret: "", scopes: [], use_discovery: false, issuer: "", prompt: "", allow_linking: false },
    ...{ authorization_endpoint: "", token_endpoint: "", userinfo_endpoint: "", attribute_mapping: {}, acr_values: [] },
  };
}

describe("a profile", () => {
  test("has every member of the contract", () => {
    expect(wire(profileJson(mara, credentials, settings))).toEqual({
      ...{ id: "7f0b", user_id: "7f0b", passkeys: [keyJson], security_keys: [yubiJson], ...atTimes },
      mfa_config: { auth_app_set_up: true, totp_enabled: true, security_keys_enabled: true },
      emails: [
        {
          ...{ id: "e1", address: "mara@example.org", is_verified: true, is_primary: true },
          ...{ identity: github, identities: [github] },
        },
      ],
      username: { id: "n1", username: "mara_k", ...atTimes },
      metadata: { public_metadata: { plan: "pro" } },
      identities: [github, { id: "77", provider: "Acme", identity_id: "i2" }],
      name: "Mara K.",
    });
  });

  test("leaves out what is empty", () => {
    const user = create(UserSchema, { userId: "u", publicMetadata: {}, unsafeMetadata: {}, ...times });
    expect(wire(profileJson(user, undefined, testSettings()))).toEqual({
      ...{ id: "u", user_id: "u", ...atTimes },
      mfa_config: { auth_app_set_up: false, totp_enabled: true, security_keys_enabled: true },
    });
  });

  test("hides what is switched off", () => {
    const off = testSettings({
      passkey: { enabled: false },
      mfa: { enabled: false, security_keys: { enabled: false } },
    });
    const profile = wire(profileJson(mara, credentials, off));

    expect(profile).not.toHaveProperty("passkeys");
    expect(profile).not.toHaveProperty("security_keys");
    expect(profile).not.toHaveProperty("identities");
    expect(profile.mfa_config).toEqual({ auth_app_set_up: true, totp_enabled: false, security_keys_enabled: false });
    // The older member names the first identity all the same.
    expect(profile.emails[0]).toMatchObject({ identity: github });
    expect(profile.emails[0]).not.toHaveProperty("identities");
  });
});

describe("a user as operators see them", () => {
  test("has every member of the contract", () => {
    expect(wire(adminUserJson(mara, credentials, "tenant"))).toEqual({
      ...{ id: "7f0b", webauthn_credentials: [keyJson, yubiJson], ...atTimes, name: "Mara K." },
      emails: [{ id: "e1", address: "mara@example.org", is_verified: true, is_primary: true, ...atTimes }],
      username: { id: "n1", username: "mara_k", ...atTimes },
      password: { id: "p1", tenant_id: "tenant", ...atTimes },
      identities: [{ id: "i1", provider_id: "1098", provider_name: "github", email_id: "e1", ...atTimes }],
      otp: { id: "t1", created_at: atTimes.created_at },
      metadata: { public_metadata: { plan: "pro" }, private_metadata: { credit: 3 } },
    });
  });

  test("leaves out what is empty", () => {
    const user = create(UserSchema, { userId: "u", ...times });
    expect(wire(adminUserJson(user, undefined, "tenant"))).toEqual({ id: "u", ...atTimes });
  });
});

describe("claims", () => {
  test("leave out what is empty, and let custom claims win", () => {
    const claims = create(ClaimsSchema, {
      ...{ subject: "u", sessionId: "s", expiration: time, issuer: "", username: "" },
      custom: { role: "admin", subject: "another", __proto__: null },
    });
    expect(wire(claimsJson(claims))).toEqual({
      ...{ subject: "another", session_id: "s", expiration: "2026-01-11T17:20:05Z", role: "admin" },
    });
  });
});

describe("a payload", () => {
  test("is an empty object when there is nothing to show", () => {
    expect(wire(payloadJson(create(PayloadSchema), settings))).toEqual({});
  });

  test("shows everything there is", () => {
    const payload = create(PayloadSchema, {
      requestOptionsJson: '{"publicKey":{"challenge":"abc"}}',
      creationOptionsJson: '{"publicKey":{"rp":{"id":"localhost"}}}',
      ...{
        redirectUrl: "https://idp.example",
        retryAfter: 0n,
        resendAfter: 59n,
        otpSecret: "S",
        otpImageSource: "data:",
      },
      user: { user: { userId: "u" } },
      sessions: {
        currentSessionId: "s1",
        sessions: [
          {
            sessionId: "s1",
            userAgent: "curl/8.5.0",
            ipAddress: "::1",
            expireTime: time,
            lastUsedTime: time,
            ...times,
          },
          { sessionId: "s2", lastUsedTime: time, ...times },
        ],
      },
      lastLogin: { loginMethod: "password", mfaMethod: "totp" },
      recoveryCodes: ["a", "b"],
    });
    const { created_at } = atTimes;
    expect(wire(payloadJson(payload, settings))).toMatchObject({
      request_options: { publicKey: { challenge: "abc" } },
      creation_options: { publicKey: { rp: { id: "localhost" } } },
      ...{ redirect_url: "https://idp.example", retry_after: 0, resend_after: 59, otp_secret: "S" },
      ...{ otp_image_source: "data:", user: { id: "u" }, recovery_codes: ["a", "b"] },
      sessions: [
        {
          ...{ id: "s1", user_agent_raw: "curl/8.5.0", user_agent: "Unknown (curl)", ip_address: "::1", current: true },
          ...{ created_at, expires_at: created_at, last_used: created_at },
        },
        { id: "s2", current: false, created_at, last_used: created_at },
      ],
      last_login: { login_method: "password", mfa_method: "totp" },
    });
  });
});

test.each([
  [0n, 0, "1970-01-01T00:00:00Z"],
  [1_772_366_400n, 0, "2026-03-01T12:00:00Z"],
  [1_772_366_400n, 412_803_000, "2026-03-01T12:00:00.412803Z"],
  [1_772_366_400n, 7, "2026-03-01T12:00:00.000000007Z"],
  [-1n, 500_000_000, "1969-12-31T23:59:59.5Z"],
])("%d s and %d ns are %s", (seconds, nanos, text) => {
  expect(rfc3339({ $typeName: "google.protobuf.Timestamp", seconds, nanos })).toBe(text);
});

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Linux (Firefox)"],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0",
    "Windows (Edge)",
  ],
  [
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36",
    "Android (Chrome)",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "iOS (Safari)",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
    "macOS (Safari)",
  ],
  ["okhttp/4.12.0", "Unknown (okhttp)"],
  ["???", "Unknown (Unknown)"],
])("%s is called %s", (raw, name) => {
  expect(userAgentName(raw)).toBe(name);
});
