import { describe, expect, test } from "vitest";
import { faultsOf, loadText } from "../test/load-text.ts";

const redirects =
  "redirect_url: https://a.example/cb, error_redirect_url: https://a.example/e, allowed_redirect_urls: [https://a.example]";
const own = "display_name: K, client_id: i, secret: s, scopes: [openid]";
const idp = "enabled: true, name: N, domain: acme.example, metadata_url: https://idp.example/m";
const saml = "enabled: true, endpoint_url: https://a.example, audience_uri: https://a.example";

test.each([
  [
    "server: { public: { address: ' ' } }",
    "server.public.address: must not be empty; write an address such as :8000 or 127.0.0.1:8000",
  ],
  [
    "server: { management: { address: '' } }",
    "server.management.address: must not be empty; write an address such as :8000 or 127.0.0.1:8000",
  ],
  [
    "server: { ip: { extractor: forwarded } }",
    'server.ip.extractor: "forwarded" is not one of direct, x_forwarded_for, x_real_ip',
  ],
  [
    "server: { ip: { extractor: x_real_ip } }",
    'server.ip.trusted_proxies: must be configured when ip.extractor is "x_real_ip"; list the networks of your proxies',
  ],
  [
    "server: { ip: { trusted_proxies: [10.0.0.1] } }",
    'server.ip.trusted_proxies[0]: invalid trusted proxy CIDR "10.0.0.1": write a network such as 10.20.0.0/16 or fd00::/8; for a single address write 10.0.0.1/32',
  ],
  ["rate_limiter: { store: disk }", 'rate_limiter.store: "disk" is not one of in_memory, redis'],
  [
    "rate_limiter: { store: redis }",
    "rate_limiter.redis_config.address: must be given when the store is redis: the address where Redis answers",
  ],
  [
    "flow_locker: { store: redis }",
    "flow_locker.redis_config.address: must be given when the store is redis: the address where Redis answers",
  ],
  ["database: { user: '' }", "database.user: user must not be empty"],
  ["database: { host: ' ' }", "database.host: host must not be empty"],
  ["database: { port: '' }", "database.port: port must not be empty"],
  ["database: { dialect: cockroach }", 'database.dialect: "cockroach" is not one of postgres, mysql, mariadb'],
  [
    "database: { url: 'sqlite://x' }",
    "database.url: must be postgres://user:password@host:port/database, or the same with mysql or mariadb",
  ],
  ["email_delivery: { smtp: { host: '' } }", "email_delivery.smtp.host: smtp host must not be empty"],
  ["email_delivery: { smtp: { port: '' } }", "email_delivery.smtp.port: smtp port must not be empty"],
  ["secrets: { key_management: { type: vault } }", 'secrets.key_management.type: "vault" is not one of local, aws_kms'],
  [
    "secrets: { key_management: { type: aws_kms, key_id: k } }",
    "secrets.key_management.region: region is required when key_management.type is aws_kms",
  ],
  [
    "secrets: { key_management: { type: aws_kms, region: r } }",
    "secrets.key_management.key_id: key_id is required when key_management.type is aws_kms",
  ],
  ["service: { name: '' }", "service.name: field name must not be empty"],
  [
    "session: { lifespan: forever }",
    'session.lifespan: "forever" is not a duration; write one such as 90s, 15m or 1h30m',
  ],
  [
    "audit_log: { retention: 30d }",
    'audit_log.retention: "30d" is not a duration; write one such as 90s, 15m or 1h30m',
  ],
  [
    "cors: { allow_origins: ['*'] }",
    "cors.allow_origins: found wildcard '*' origin, if this is intentional set cors.unsafe_wildcard_origin_allowed to true",
  ],
  [
    "server: { public: { cors: { allow_origins: ['*'] } } }",
    "cors.allow_origins (from server.public.cors.allow_origins): found wildcard '*' origin, if this is intentional set cors.unsafe_wildcard_origin_allowed to true",
  ],
  ["webauthn: { relying_party: { display_name: '' } }", "webauthn.relying_party.display_name: must not be empty"],
  [
    "webauthn: { relying_party: { id: 'https://acme.example' } }",
    "webauthn.relying_party.id: must be a domain such as acme.example, without scheme, port and path",
  ],
  [
    "webauthn: { relying_party: { origins: [] } }",
    "webauthn.relying_party.origins: needs at least one origin, such as https://acme.example",
  ],
  [
    "webauthn: { user_verification: never }",
    'passkey.user_verification (from webauthn.user_verification): "never" is not one of required, preferred, discouraged',
  ],
  ["username: { min_length: 9, max_length: 8 }", "username.min_length: must not be greater than username.max_length"],
  ["email: { passcode_charset: klingon }", 'email.passcode_charset: "klingon" is not one of numeric, alphanumeric'],
  [
    "webhooks: { enabled: true, hooks: [{ callback: nowhere }] }",
    "webhooks.hooks[0].callback: callback is not a valid URL; write one such as https://acme.example/hook",
  ],
  [
    "webhooks: { enabled: true, hooks: [{ callback: https://a.example, events: [user, mail] }] }",
    "webhooks.hooks[0].events[1]: event 'mail' at events[1] is not a valid webhook event",
  ],
  [
    "third_party: { allowed_redirect_urls: ['https://[a'] }",
    'third_party.allowed_redirect_urls[0]: "https://[a" is not a valid pattern: "[" at position 9 has no partner',
  ],
  [
    "saml: { allowed_redirect_urls: ['{'] }",
    'saml.allowed_redirect_urls[0]: "{" is not a valid pattern: "{" is not closed',
  ],
  [
    `third_party: { ${redirects}, providers: { google: { enabled: true, secret: s } } }`,
    "third_party.providers.google.client_id: google: missing client ID",
  ],
  [
    `third_party: { ${redirects}, providers: { github: { enabled: true, client_id: i } } }`,
    "third_party.providers.github.secret: github: missing client secret",
  ],
  [
    `third_party: { ${redirects}, default_redirect_url: https://a.example/, providers: { apple: { enabled: true, client_id: i, secret: s } } }`,
    "third_party.default_redirect_url: redirect url https://a.example/ must not have trailing slash",
  ],
  [
    `third_party: { ${redirects}, custom_providers: { k: { enabled: true, ${own} } } }`,
    "third_party.custom_providers.k: authorization_endpoint, token_endpoint and userinfo_endpoint must be set when use_discovery is set to false or unset",
  ],
  [
    `third_party: { ${redirects}, custom_providers: { k: { enabled: true, use_discovery: true, ${own} } } }`,
    "third_party.custom_providers.k.issuer: issuer must be set when use_discovery is set to true",
  ],
  [`saml: { ${saml} }`, "saml.identity_providers: at least one SAML provider is needed"],
  [
    `saml: { ${saml}, default_redirect_url: here, identity_providers: [{ ${idp} }] }`,
    "saml.default_redirect_url: 'here' is not a valid url",
  ],
  [
    `saml: { ${saml}, identity_providers: [{ ${idp}, metadata_url: x }] }`.replace(
      ", metadata_url: https://idp.example/m",
      "",
    ),
    "saml.identity_providers[0].metadata_url: 'x' is not a valid url",
  ],
  ["rpc: { internal_key: short }", "rpc.internal_key: is too short: it has 5 bytes but needs at least 32"],
  ["rpc: { tls: { cert_file: a } }", "rpc.tls: needs all of cert_file, key_file and ca_file, or none of them"],
  [
    "bus: { nats_url: localhost }",
    "bus.nats_url: must be nats://host:port or tls://host:port, several separated by commas",
  ],
  ["units: { identity: { url: 'identity:8003' } }", "units.identity.url: must be a URL such as http://identity:8003"],
  ["secret_keys: [short]", "secret_keys[0]: secret Nr. 0 is too short. It is 5 but needs to be at least 16"],
  ["secret_keys: []", "secret_keys: at least one key must be defined"],
])("%s is refused", (text, fault) => {
  expect(faultsOf(text)).toEqual([fault]);
});

describe("rules hold only for what is switched on", () => {
  test.each([
    "rate_limiter: { enabled: false, store: redis }",
    "flow_locker: { enabled: false, store: redis }",
    "email_delivery: { enabled: false, smtp: { host: '', port: '' } }",
    "secrets: { key_management: { type: aws_kms, key_id: k, region: r } }",
    "cors: { allow_origins: ['*'], unsafe_wildcard_origin_allowed: true }",
    "webhooks: { hooks: [{ callback: nowhere, events: [mail] }] }",
    "third_party: { default_redirect_url: https://a.example/, custom_providers: { k: { display_name: K } } }",
    "saml: { identity_providers: [{ domain: a }, { domain: a }] }",
    `saml: { ${saml}, identity_providers: [{ ${idp} }, { domain: acme.example }] }`,
    "database: { url: postgres://a/b, host: '' }",
    "bus: { nats_url: 'nats://a:4222,nats://b:4222' }",
    `multi_tenancy: { enabled: true }\nsaml: { ${saml} }`,
    "webauthn: { relying_party: { origins: ['android:apk-key-hash:abc', 'https://acme.example'] } }",
  ])("%s", (text) => {
    expect(faultsOf(text)).toEqual([]);
  });
});

test("a provider that lacks everything is told so at once", () => {
  const faults = faultsOf("third_party: { custom_providers: { k: { enabled: true } } }");
  expect(faults.map((fault) => fault.split(": ")[0])).toEqual([
    "third_party.redirect_url",
    "third_party.error_redirect_url",
    "third_party.allowed_redirect_urls",
    "third_party.custom_providers.k.display_name",
    "third_party.custom_providers.k.client_id",
    "third_party.custom_providers.k.secret",
    "third_party.custom_providers.k.scopes",
    "third_party.custom_providers.k",
  ]);
});

test("SAML that lacks everything is told so at once", () => {
  const two =
    "[{ enabled: true, domain: a.example }, { enabled: true, domain: a.example }, { enabled: true, domain: 'a b' }]";
  expect(faultsOf(`saml: { enabled: true, identity_providers: ${two} }`)).toEqual([
    "saml.endpoint_url: endpoint_url must be set",
    "saml.audience_uri: audience_uri must be set",
    ...[0, 1].flatMap((index) => [
      `saml.identity_providers[${index}].name: name must be set`,
      `saml.identity_providers[${index}].metadata_url: identity provider metadata url must be set`,
      `saml.identity_providers[${index}].domain: provider domains must be unique, found domain a.example configured 2 times`,
    ]),
    "saml.identity_providers[2].name: name must be set",
    "saml.identity_providers[2].domain: 'a b' is not a valid domain",
    "saml.identity_providers[2].metadata_url: identity provider metadata url must be set",
  ]);
});

describe("the well-known secret", () => {
  const fault = expect.stringContaining("secret_keys: is the well-known default");
  const known = "abcedfghijklmnopqrstuvwxyz";

  test.each(["", `secret_keys: [${known}]`])("is refused to a server: %j", (text) => {
    expect(faultsOf(text, { ownSecrets: true })).toEqual([fault]);
  });

  test("is refused by the older name too, and the line says where it is", () => {
    const faults = faultsOf("", { ownSecrets: true, env: { SECRETS_KEYS: known } });
    expect(faults).toEqual([expect.stringContaining("secret_keys (from SECRETS_KEYS): is the well-known default")]);
  });

  test.each(["development: true", `secret_keys: [a-key-of-one's-own-32-bytes, ${known}]`])(
    "is allowed with %s",
    (text) => {
      expect(loadText(text, { ownSecrets: true }).config.secret_keys).toContain(known);
    },
  );
});
