import { expect, test } from "vitest";
import { loadText } from "./test/load-text.ts";

const minimal = `
database: { url: "postgres://signin:secret@db.bee.example:5432/signin" }
secret_keys: [thirty-two-random-characters-abcd]
secrets: { keys: [thirty-two-random-characters-abcd] }
service: { name: Bee Keepers }
email_delivery: { smtp: { host: mail.bee.example, port: "587" } }
webauthn: { relying_party: { id: bee.example, origins: [https://bee.example] } }
cors: { allow_origins: [https://bee.example] }
`;

const full = `
audit_log: { mask: true, retention: 2160h, console_output: { enabled: true, output: stderr }, storage: { enabled: true } }
database:
  { dialect: postgres, host: db.bee.example, port: "5432", database: bees, user: bees, password: secret, pool: 20,
    idle_pool: 5, conn_max_idletime: 5m, conn_max_lifetime: 30m }
debug: false
flow_locker: { enabled: true, store: redis, ttl: 15s, redis_config: { address: "redis.bee.example:6379", password: secret } }
log: { log_health_and_metrics: false }
multi_tenancy: { enabled: false }
rate_limiter:
  enabled: true
  store: redis
  redis_config: { address: "redis.bee.example:6379", password: secret }
  passcode_limits: { tokens: 3, interval: 1m }
  otp_limits: { tokens: 3, interval: 1m }
  password_limits: { tokens: 5, interval: 1m }
  token_limits: { tokens: 3, interval: 1m }
server:
  public: { address: ":8000" }
  admin: { address: "127.0.0.1:8001" }
  management: { address: "127.0.0.1:8002" }
  ip: { extractor: x_forwarded_for, trusted_proxies: [10.20.0.0/16] }
secret_keys: [this-years-key-of-32-characters-x, last-years-key-of-32-characters-x]
account: { allow_signup: true, allow_deletion: true }
cors: { allow_origins: [https://app.bee.example, "https://*.preview.bee.example"], unsafe_wildcard_origin_allowed: false }
email:
  { enabled: true, optional: false, acquire_on_registration: true, acquire_on_login: false, require_verification: true,
    limit: 5, max_length: 120, use_as_login_identifier: true, use_for_authentication: true, passcode_ttl: 300,
    passcode_charset: numeric }
email_delivery:
  enabled: true
  from_address: hello@bee.example
  from_name: Bee Keepers
  smtp: { host: mail.bee.example, port: "587", user: mailer, password: secret }
mfa:
  { enabled: true, optional: true, acquire_on_registration: false, acquire_on_login: true, device_trust_policy: prompt,
    device_trust_duration: 720h, device_trust_cookie_name: bee-device, device_trust_max_users_per_device: 10,
    security_keys: { enabled: true, limit: 5, attestation_preference: none, authenticator_attachment: cross-platform,
      user_verification: discouraged }, totp: { enabled: true } }
passkey:
  { enabled: true, optional: true, acquire_on_registration: conditional, acquire_on_login: conditional,
    attestation_preference: none, user_verification: preferred, limit: 10 }
password:
  { enabled: true, optional: true, acquire_on_registration: conditional, acquire_on_login: never, recovery: true,
    min_length: 10 }
privacy: { show_account_existence_hints: false, only_show_actual_login_methods: false }
saml:
  enabled: true
  endpoint_url: https://login.bee.example
  audience_uri: https://bee.example/saml
  default_redirect_url: https://app.bee.example
  allowed_redirect_urls: ["https://*.bee.example"]
  options:
    { sign_authn_requests: true, force_login: false, validate_encryption_cert: true, skip_signature_validation: false,
      allow_missing_attributes: false }
  identity_providers:
    - enabled: true
      name: Honey Ltd
      domain: honey.example
      metadata_url: https://idp.honey.example/metadata.xml
      skip_email_verification: true
      attribute_map: { email: "urn:example:mail" }
secrets: { key_management: { type: local } }
security_notifications:
  notifications:
    password_update: { enabled: true }
    primary_email_update: { enabled: true }
    email_create: { enabled: true }
    email_delete: { enabled: true }
    passkey_create: { enabled: true }
    mfa_create: { enabled: true }
    mfa_delete: { enabled: true }
service: { name: Bee Keepers }
session:
  lifespan: 12h
  idle_timeout: 2h
  limit: 10
  audience: [bee.example]
  issuer: https://login.bee.example
  enable_auth_token_header: false
  allow_revocation: true
  acquire_ip_address: true
  acquire_user_agent: true
  show_on_profile: true
  cookie: { name: bee_session, domain: bee.example, http_only: true, same_site: lax, secure: true, retention: prompt }
  jwt_template:
    claims:
      hives: '{{ .User.Metadata.Public "hives" }}'
      verified: "{{ .User.Email.IsVerified }}"
third_party:
  redirect_url: https://login.bee.example/thirdparty/callback
  error_redirect_url: https://app.bee.example/login
  default_redirect_url: https://app.bee.example
  allowed_redirect_urls: [https://app.bee.example, "https://app.bee.example/**"]
  providers:
    google: { enabled: true, client_id: g, secret: secret, allow_linking: true, prompt: select_account }
    github: { enabled: false }
  custom_providers:
    staff:
      { enabled: true, display_name: Staff, client_id: bees, secret: secret, scopes: [openid, email, profile],
        use_discovery: true, issuer: "https://sso.bee.example/realms/staff", allow_linking: false }
username:
  { enabled: true, optional: true, acquire_on_registration: false, acquire_on_login: false,
    use_as_login_identifier: true, min_length: 3, max_length: 32 }
webauthn:
  relying_party: { id: bee.example, display_name: Bee, origins: [https://app.bee.example, https://login.bee.example] }
  timeouts: { registration: 600000, login: 600000 }
webhooks:
  enabled: true
  allow_time_expiration: false
  hooks: [{ callback: https://app.bee.example/hooks, events: [user, session.delete] }]
`;

const older = `
database: { user: bees, password: secret, host: db, port: 5432, dialect: postgres }
smtp: { host: mail, port: 2500 }
passcode: { ttl: 120, email: { from_address: hello@bee.example } }
emails: { require_verification: true, max_num_of_addresses: 3 }
secrets: { keys: [this-years-key-of-32-characters-x] }
service: { name: Bee Keepers }
server: { public: { address: ":8000", cors: { enabled: true, allow_origins: ["http://localhost:8888"] } } }
webauthn: { relying_party: { origins: ["http://localhost:8888"] }, timeout: 60000, user_verification: preferred }
session: { cookie: { secure: false }, server_side: { enabled: true, limit: 20 } }
`;

/** As the peer starts for a first look: with keys in it that its own loader passes over. */
const quickstart = `
database: { user: bees, password: bees, host: postgresd, port: "5432", dialect: postgres }
email_delivery: { from_address: hello@bee.example, smtp: { host: mailbox, port: "2500" } }
passcode: { email: { from_address: hello@bee.example }, smtp: { host: mailbox, port: 2500 } }
secrets: { keys: [this-years-key-of-32-characters-x] }
service: { name: Bee Keepers }
server: { public: { cors: { allow_origins: ["http://localhost:8888"] } }, cors: { enabled: true } }
webauthn: { relying_party: { origins: ["http://localhost:8888"], origin: "http://localhost:8888" } }
session: { lifespan: 1h, enable_auth_token_header: true, cookie: { secure: false } }
mfa: { enabled: true, device_trust_policy: prompt, device_trust_duration: 720h }
security_notifications: { notifications: { password_update: { enabled: true }, mfa_delete: { enabled: true } } }
rate_limiter:
  { enabled: true, store: redis, redis_config: { address: "redis:6379" }, password_limits: { tokens: 3, interval: 1m } }
`;

/** Providers whose ids and secrets come by the environment, so that the file can be shown to anybody. */
const providers = `
third_party:
  redirect_url: https://login.bee.example/thirdparty/callback
  error_redirect_url: https://app.bee.example
  allowed_redirect_urls: ["https://app.bee.example**"]
  providers: { google: { enabled: true }, github: { enabled: true }, apple: { enabled: true } }
`;

test("the least that a production server needs", () => {
  const { config, warnings } = loadText(minimal, { ownSecrets: true, strict: true });
  expect(config.email_delivery.smtp).toMatchObject({ host: "mail.bee.example", port: 587 });
  expect(config.session.audience).toEqual(["bee.example"]);
  expect(warnings).toEqual([]);
});

test("every key that newer servers share", () => {
  const { config, warnings } = loadText(full, { ownSecrets: true, strict: true });
  expect(config.database).toMatchObject({
    kind: "url",
    url: "postgres://bees:secret@db.bee.example:5432/bees",
    pool: 20,
  });
  expect(config.third_party.custom_providers.staff).toMatchObject({
    use_discovery: true,
    scopes: ["openid", "email", "profile"],
  });
  expect(warnings).toEqual([]);
});

test("a file of the first generation", () => {
  const { config, warnings } = loadText(older, { ownSecrets: true });
  expect(config).toMatchObject({
    email: { limit: 3, passcode_ttl: 120 },
    email_delivery: { smtp: { host: "mail", port: 2500 } },
    secret_keys: ["this-years-key-of-32-characters-x"],
    session: { limit: 20 },
  });
  expect(warnings).toHaveLength(13);
});

test("a file for a first look, with keys that never had an effect", () => {
  const { config, warnings } = loadText(quickstart, { ownSecrets: true });
  expect(config).toMatchObject({
    cors: { allow_origins: ["http://localhost:8888"] },
    email_delivery: { smtp: { host: "mailbox", port: 2500 } },
    rate_limiter: { store: "redis", redis_config: { address: "redis:6379" }, password_limits: { tokens: 3 } },
    session: { lifespan: 3_600_000, cookie: { secure: false } },
  });
  const named = [
    "passcode.email",
    "passcode.smtp",
    "server.cors",
    "server.public.cors",
    "webauthn.relying_party.origin",
  ];
  for (const key of named)
    expect(
      warnings.filter((line) => line.includes(key)),
      key,
    ).not.toEqual([]);
});

test("providers with their secrets in the environment", () => {
  const env = Object.fromEntries(
    ["GOOGLE", "GITHUB", "APPLE"].flatMap((name) => [
      [`THIRD_PARTY_PROVIDERS_${name}_CLIENT_ID`, "bees"],
      [`THIRD_PARTY_PROVIDERS_${name}_SECRET`, "secret"],
    ]),
  );
  const { config, warnings } = loadText(`${minimal}${providers}`, { ownSecrets: true, strict: true, env });
  expect(config.third_party.providers.github).toMatchObject({ enabled: true, client_id: "bees", secret: "secret" });
  expect(warnings).toEqual([]);
  expect(() => loadText(`${minimal}${providers}`)).toThrow(/google/);
});
