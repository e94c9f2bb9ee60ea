import { describe, expect, test } from "vitest";
import { valueAt } from "./paths.ts";
import { faultsOf, loadText } from "./test/load-text.ts";

/** Old key as written, its variable with a value, the keys it becomes, and what arrives there. */
const cases: readonly (readonly [text: string, env: string, value: string, becomes: string, arrives: unknown])[] = [
  [
    "emails: { require_verification: false }",
    "EMAILS_REQUIRE_VERIFICATION",
    "false",
    "email.require_verification",
    false,
  ],
  ["emails: { max_num_of_addresses: 3 }", "EMAILS_MAX_NUM_OF_ADDRESSES", "3", "email.limit", 3],
  ["passcode: { ttl: 60 }", "PASSCODE_TTL", "60", "email.passcode_ttl", 60],
  ["password: { min_password_length: 12 }", "PASSWORD_MIN_PASSWORD_LENGTH", "12", "password.min_length", 12],
  ["smtp: { host: m }", "SMTP_HOST", "m", "email_delivery.smtp.host", "m"],
  ["smtp: { port: 25 }", "SMTP_PORT", "25", "email_delivery.smtp.port", 25],
  ["smtp: { user: u }", "SMTP_USER", "u", "email_delivery.smtp.user", "u"],
  ["smtp: { password: p }", "SMTP_PASSWORD", "p", "email_delivery.smtp.password", "p"],
  [
    "webauthn: { timeout: 9000 }",
    "WEBAUTHN_TIMEOUT",
    "9000",
    "webauthn.timeouts.login and webauthn.timeouts.registration",
    9000,
  ],
  [
    "webauthn: { user_verification: required }",
    "WEBAUTHN_USER_VERIFICATION",
    "required",
    "passkey.user_verification",
    "required",
  ],
  [
    "server: { public: { cors: { allow_origins: [https://a.example] } } }",
    "SERVER_PUBLIC_CORS_ALLOW_ORIGINS",
    "https://a.example",
    "cors.allow_origins",
    ["https://a.example"],
  ],
  [
    "server: { public: { cors: { unsafe_wildcard_origin_allowed: true } } }",
    "SERVER_PUBLIC_CORS_UNSAFE_WILDCARD_ORIGIN_ALLOWED",
    "true",
    "cors.unsafe_wildcard_origin_allowed",
    true,
  ],
  ["secrets: { keys: [0123456789abcdefg] }", "SECRETS_KEYS", "0123456789abcdefg", "secret_keys", ["0123456789abcdefg"]],
];

describe("an old key counts where the new one is absent, with one line", () => {
  test.each(cases)("in the file: %s", (text, _env, _value, becomes, arrives) => {
    const { config, warnings } = loadText(text);
    for (const path of becomes.split(" and ")) expect(valueAt(config, path.split("."))).toEqual(arrives);
    expect(warnings).toEqual([expect.stringMatching(` is an older name of ${becomes}; rename it$`)]);
  });

  test.each(cases)("in the environment: %#", (_text, env, value, becomes, arrives) => {
    const { config, warnings } = loadText("", { env: { [env]: value } });
    for (const path of becomes.split(" and ")) expect(valueAt(config, path.split("."))).toEqual(arrives);
    expect(warnings).toEqual([`${env} is an older name of ${becomes}; rename it`]);
  });
});

test("a new key wins, also one of the file over an old one of the environment", () => {
  const { config, warnings } = loadText("email: { limit: 2 }\nemails: { max_num_of_addresses: 3 }", {
    env: { PASSCODE_TTL: "60", EMAIL_PASSCODETTL: "70" },
  });
  expect(config.email).toMatchObject({ limit: 2, passcode_ttl: 70 });
  expect(warnings).toEqual([
    "emails.max_num_of_addresses is an older name of email.limit, and ignored because that is set; remove it",
    "PASSCODE_TTL is an older name of email.passcode_ttl, and ignored because that is set; remove it",
  ]);
});

test("an old key with two successors fills the one that is absent", () => {
  const { config } = loadText("webauthn: { timeout: 9000, timeouts: { login: 8000 } }");
  expect(config.webauthn.timeouts).toEqual({ login: 8000, registration: 9000 });
});

describe("the conversion switches", () => {
  test("false keeps old keys from counting", () => {
    const { config, warnings } = loadText("convert_legacy_config: false\npasscode: { ttl: 60 }");
    expect(config.email.passcode_ttl).toBe(300);
    expect(warnings).toHaveLength(2);
  });

  test("true is what happens anyway", () => {
    const { config } = loadText("convert_legacy_config: true\npasscode: { ttl: 60 }");
    expect(config.email).toMatchObject({ passcode_ttl: 60, limit: 5 });
  });
});

describe("server-side sessions", () => {
  const keys = "session: { show_on_profile: false, server_side: { enabled: true";

  test("switch on what is absent, with a hundred sessions unless a limit is given", () => {
    expect(loadText(`${keys} } }`).config.session).toMatchObject({
      limit: 100,
      show_on_profile: false,
      allow_revocation: true,
    });
    expect(loadText(`${keys}, limit: 7 } }`).config.session.limit).toBe(7);
    expect(loadText(`${keys}, limit: 7 }, limit: 3 }`).config.session.limit).toBe(3);
  });

  test("change nothing while they are off", () => {
    const { config } = loadText("session: { server_side: { enabled: false, limit: 7 } }");
    expect(config.session.limit).toBe(5);
  });

  test("change nothing if the switch says so", () => {
    const { config } = loadText(`convert_legacy_server_side_session_config: false\n${keys}, limit: 7 } }`);
    expect(config.session.limit).toBe(5);
  });

  test("are faulty where they are no boolean", () => {
    expect(faultsOf("session: { server_side: { enabled: yes } }")).toHaveLength(4);
  });
});

describe("secrets", () => {
  const older = "secrets: { keys: [older-key-of-16-bytes] }";

  test.each([
    ["secret_keys: [newer-key-of-16-bytes]", ["newer-key-of-16-bytes"]],
    ["secret_keys: []", ["older-key-of-16-bytes"]],
    ["", ["older-key-of-16-bytes"]],
  ])("beside secrets.keys: %s", (text, keys) => {
    expect(loadText(`${text}\n${older}`).config.secret_keys).toEqual(keys);
  });

  test("SECRET_KEYS= makes room for the older name", () => {
    expect(loadText(older, { env: { SECRET_KEYS: "" } }).config.secret_keys).toEqual(["older-key-of-16-bytes"]);
  });
});

test.each([
  "passcode: { email: { from_address: a } }",
  "passcode: { smtp: { host: a } }",
  "webauthn: { relying_party: { origin: a } }",
  "server: { cors: { enabled: true } }",
  "server: { public: { cors: { enabled: true } } }",
  "server: { admin: { cors: { allow_origins: ['*'] } } }",
  "email_delivery: { email: { from_name: a } }",
])("%s has no effect, and is a fault under strict", (text) => {
  expect(loadText(text).warnings).toEqual([expect.stringContaining("has no effect")]);
  expect(faultsOf(text, { strict: true })).toEqual([expect.stringContaining("has no effect")]);
});
