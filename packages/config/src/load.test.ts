import { describe, expect, test } from "vitest";
import { isConfigError, loadConfig } from "./index.ts";
import { valueAt } from "./paths.ts";
import { faultsOf, loadText } from "./test/load-text.ts";

const at = (path: string, text: string) => valueAt(loadText(text).config, path.split("."));

describe("layers", () => {
  test("without file and environment everything has its default", () => {
    const { config, warnings, file } = loadConfig({ env: {}, ownSecrets: false });
    expect(config).toMatchObject({
      database: { kind: "embedded", pool: 5, embedded_dir: ".signet/postgres" },
      server: { public: { address: { host: "", port: 8000 } }, authentication: { address: undefined } },
      session: { lifespan: 43_200_000, audience: ["localhost"], algorithm: "ES256" },
      workers: 1,
    });
    expect(warnings).toEqual([]);
    expect(file).toBeUndefined();
  });

  test("the environment wins over the file, and the file over the default, key by key", () => {
    const text = "password: { min_length: 10, recovery: false }";
    const { config, file } = loadText(text, { env: { PASSWORD_MIN_LENGTH: "12" } });
    expect(config.password).toMatchObject({ min_length: 12, recovery: false, enabled: true });
    expect(file).toContain("config.yaml");
  });

  test("nobody can change a loaded configuration", () => {
    const { config } = loadText("");
    expect(() => Object.assign(config.session.cookie, { secure: false })).toThrow();
  });

  test("an empty file name means the default file, which need not be there", () => {
    expect(loadConfig({ file: "", env: {}, ownSecrets: false }).file).toBeUndefined();
  });
});

describe("typing", () => {
  test.each([
    ["service.name", "service: { name: 42 }", "42"],
    ["service.name", "service: { name: true }", "true"],
    ["debug", "debug: 1", true],
    ["debug", "debug: 0.0", false],
    ["debug", 'debug: "T"', true],
    ["debug", 'debug: ""', false],
    ["email.limit", 'email: { limit: "0x10" }', 16],
    ["email.limit", 'email: { limit: "010" }', 8],
    ["email.limit", 'email: { limit: "1_000" }', 1000],
    ["email.limit", "email: { limit: true }", 1],
    ["email.limit", 'email: { limit: "" }', 0],
    ["email_delivery.smtp.port", "email_delivery: { smtp: { port: 587 } }", 587],
    ["mfa.device_trust_duration", "mfa: { device_trust_duration: 1h30m }", 5_400_000],
    ["rate_limiter.otp_limits.interval", "rate_limiter: { otp_limits: { interval: 60000000000 } }", 60_000],
    ["session.audience", "session: { audience: acme.example }", ["acme.example"]],
    ["session.audience", 'session: { audience: "a,b" }', ["a,b"]],
    ["cors.allow_origins", "cors: { allow_origins: [] }", []],
    ["email.limit", "email: { limit: null }", 5],
    ["email.limit", "email:", 5],
    ["email.limit", "EMAIL: { Limit: 7 }", 7],
    ["email.limit", "email: { limit: 6, Limit: 7 }", 6],
    ["passkey.user_verification", "passkey: { user_verification: Required }", "required"],
    ["session.cookie.same_site", 'session: { cookie: { same_site: "" } }', ""],
    ["email.passcode_charset", 'email: { passcode_charset: "" }', "numeric"],
    ["server.ip.extractor", 'server: { ip: { extractor: "" } }', "direct"],
    ["session.cookie.name", 'session: { cookie: { name: "" } }', "hanko"],
    ["server.admin.address", 'server: { admin: { address: "[::1]:9001" } }', { host: "::1", port: 9001 }],
    ["rpc.address", 'rpc: { address: "" }', undefined],
    ["flow_locker.ttl", 'flow_locker: { ttl: "0" }', 15_000],
    ["webauthn.timeouts.login", "webauthn: { timeouts: { login: 0 } }", 300_000],
    ["database.conn_max_idletime", 'database: { conn_max_idletime: "-1ns" }', 0],
    [
      "webauthn.relying_party.origins",
      "webauthn: { relying_party: { origins: HTTPS://Acme.example:443/ } }",
      ["https://acme.example"],
    ],
    ["saml.endpoint_url", "saml: { endpoint_url: https://acme.example/ }", "https://acme.example"],
    [
      "webhooks.hooks",
      "webhooks: { hooks: { callback: https://a.example } }",
      [{ callback: "https://a.example", events: [] }],
    ],
    [
      "session.jwt_template.claims",
      "session: { jwt_template: { claims: { a: [1, { b: null }] } } }",
      { a: [1, { b: null }] },
    ],
    ["workers", "workers: auto", "auto"],
    ["service.name", '{ "service":\n\t{ "name": "JSON" } }', "JSON"],
    ["email.limit", "x: &a { limit: 9 }\nemail: { <<: *a }", 9],
  ])("%s from %s", (path, text, value) => {
    expect(at(path, text)).toEqual(value);
  });

  test("ids of own providers count in lower case, and their maps are read as texts", () => {
    const text = "third_party: { custom_providers: { KeyCloak: { attribute_mapping: { sub: 7 } } } }";
    expect(at("third_party.custom_providers.keycloak.attribute_mapping", text)).toEqual({ sub: "7" });
  });

  test.each([
    ["debug: yes", 'debug: "yes" is not a boolean; write true or false'],
    ["email: { limit: many }", 'email.limit: "many" is not a whole number'],
    ["email: { limit: 1.5 }", "email.limit: 1.5 is not a whole number"],
    ["email: { limit: -1 }", "email.limit: must be at least 0"],
    ["password: { min_length: 73 }", "password.min_length: must be at most 72"],
    ["service: { name: [a] }", "service.name: a list is not text; put the value in quotes"],
    ["email: true", "email: must be a mapping with keys such as enabled, optional, acquire_on_registration"],
    ["cors: { allow_origins: { a: b } }", "cors.allow_origins[0]: a mapping is not text; put the value in quotes"],
    ["cors: { allow_origins: [null] }", "cors.allow_origins[0]: nothing is not text; put the value in quotes"],
    ["webhooks: { hooks: [a] }", "webhooks.hooks[0]: must be a mapping with keys such as callback, events"],
    ["webhooks: { hooks: a }", "webhooks.hooks: must be a list of mappings"],
    ["third_party: { custom_providers: a }", "third_party.custom_providers: must be a mapping of ids and settings"],
    ["session: { jwt_template: { claims: a } }", "session.jwt_template.claims: must be a mapping"],
    [
      "rate_limiter: { otp_limits: { interval: 60000 } }",
      "rate_limiter.otp_limits.interval: must be at least 1ms; a bare number counts nanoseconds",
    ],
    ["session: { lifespan: 3600 }", "session.lifespan: 3600 is not a duration; write one such as 90s, 15m or 1h30m"],
    ['session: { lifespan: "0s" }', "session.lifespan: must be at least 1s"],
    [
      "mfa: { device_trust_policy: sometimes }",
      'mfa.device_trust_policy: "sometimes" is not one of always, prompt, never',
    ],
    [
      "server: { public: { address: 8000 } }",
      'server.public.address: "8000" is not an address; write host:port or :port, such as 127.0.0.1:8000',
    ],
    [
      "server: { public: { address: ':99999' } }",
      'server.public.address: ":99999" is not an address; write host:port or :port, such as 127.0.0.1:8000',
    ],
    ["database: { port: 70000 }", 'database.port: "70000" is not a port; write a number from 1 to 65535'],
    [
      "session: { cookie: { name: 'a b' } }",
      'session.cookie.name: "a b" cannot name a cookie; use letters, digits, - and _ only',
    ],
    ["workers: 0", "workers: must be auto, or a whole number from 1"],
    [
      "webauthn: { relying_party: { origins: acme.example } }",
      'webauthn.relying_party.origins[0]: "acme.example" is not an origin; write one such as https://acme.example',
    ],
    ["- a", "must be a mapping of sections"],
    ["a: 1\na: 2", "line 2, column 1: Map keys must be unique"],
    ["email: {", "line 1, column 9: Flow map in block collection must be sufficiently indented and end with a }"],
    ["email: *nowhere", "an alias refers to nothing, or aliases multiply without end"],
  ])("%s is refused", (text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });
});

describe("faults", () => {
  test("all of them are reported together, each with its key and where it came from", () => {
    const text = "email: { limit: many }\nwebauthn: { relying_party: { id: '' } }\nservice: { name: ' ' }";
    const faults = faultsOf(text, { env: { SESSION_LIFESPAN: "long", PASSCODE_TTL: "x", EMAIL_ENABLED: "" } });
    expect(faults.map((fault) => fault.split(": ")[0])).toEqual([
      "email.enabled (from EMAIL_ENABLED)",
      "email.limit",
      "email.passcode_ttl (from PASSCODE_TTL)",
      "session.lifespan (from SESSION_LIFESPAN)",
      "webauthn.relying_party.id",
      "service.name",
    ]);
  });

  test("they are one block fit for a terminal", () => {
    const load = () => loadText("email: { limit: many, max_length: 1 }");
    expect(load).toThrow(/has 2 faults:\n {2}email\.limit: .*\n {2}email\.max_length: must be at least 3$/);
  });

  test("other errors are not mistaken for them", () => {
    expect([isConfigError(new Error("x")), isConfigError(undefined)]).toEqual([false, false]);
  });

  test("a file that was asked for must be there", () => {
    const load = (file: string) => () => loadConfig({ file, env: {} });
    expect(load("/nowhere/config.yaml")).toThrow("/nowhere/config.yaml) has 1 fault:\n  the file does not exist");
    expect(load("/")).toThrow("the file is a folder");
    expect(() => loadConfig({ env: {}, explicit: true })).toThrow("the file does not exist");
  });

  test("no secret is quoted", () => {
    const secret = "hunter2hunter2";
    const text = `secret_keys: [{ a: ${secret} }, ${secret}]\ndatabase: { url: "ftp://a:${secret}@b" }\nrpc: { internal_key: ${secret} }`;
    const faults = faultsOf(text, { env: { WEBHOOKS_HOOKS: `{"callback":"https://a:${secret}@b"` } });
    expect(faults).toHaveLength(4);
    expect(faults.join()).not.toContain(secret);
    expect(faultsOf(`rpc: {\n internal_key: ${secret}\n `).join()).not.toContain(secret);
  });
});

describe("unknown keys", () => {
  const text =
    "emial: { limit: 3 }\npasskey: { limt: 3, zebra: 1 }\nwebhooks: { hooks: [{ callback: https://a.example, event: [user] }] }";
  const notes = [
    "emial: is not a key of the configuration; did you mean email?",
    "passkey.limt: is not a key of the configuration; did you mean limit?",
    "passkey.zebra: is not a key of the configuration; remove it, or look it up in docs/config.md",
    "webhooks.hooks[0].event: is not a key of the configuration; did you mean events?",
  ];

  test("are warned about, with the nearest one that is known", () => {
    expect(loadText(text).warnings).toEqual(notes);
  });

  test("are faults under strict", () => {
    expect(faultsOf(text, { strict: true })).toEqual(notes);
  });

  test("are named beside a fault, which they may be the cause of", () => {
    expect(() => loadText("secret_key: [a secret of one's own]", { ownSecrets: true })).toThrow(
      /has 1 fault:\n {2}secret_keys: .*\n {2}! secret_key: is not a key of the configuration; did you mean secret_keys\?/,
    );
  });

  test("cannot reach an object's prototype", () => {
    const { config } = loadText(
      "__proto__: { debug: true }\nthird_party: { custom_providers: { __proto__: { enabled: false } } }",
    );
    expect(config.debug).toBe(false);
    expect(Object.keys(config.third_party.custom_providers)).toEqual([]);
  });
});

describe("advice", () => {
  test.each([
    [
      "rate_limiter: { otp_limits: { interval: 60000000 } }",
      "rate_limiter.otp_limits.interval: 60000000 counts nanoseconds; write a unit, such as 1m or 300ms",
    ],
    [
      "session: { idle_timeout: soon }",
      'session.idle_timeout: "soon" is not a duration; write one such as 90s, 15m or 1h30m; the default is used',
    ],
    [
      "webauthn: { relying_party: { origins: 'http://acme.example' } }",
      "webauthn.relying_party.origins: browsers offer no passkeys on http://acme.example; use https",
    ],
  ])("%s is allowed with a word of warning", (text, warning) => {
    const { warnings, config } = loadText(text);
    expect(warnings).toEqual([warning]);
    expect(config.session.idle_timeout).toBe(0);
  });
});
