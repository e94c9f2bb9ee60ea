import { expect, test } from "vitest";
import { absences, isNotActedOn, notActedOn } from "./not-acted-on.ts";
import { loadText } from "./test/load-text.ts";

const local = "server: { admin: { address: '127.0.0.1:8001' } }";

/** A file that asks for each feature alone. */
const cases: readonly (readonly [keys: string, text: string])[] = [
  [
    "third_party",
    `${local}
third_party:
  { redirect_url: "https://a.example/cb", error_redirect_url: "https://a.example/e", allowed_redirect_urls: "https://a.example",
    providers: { github: { enabled: true, client_id: i, secret: s } } }`,
  ],
  [
    "saml.enabled",
    `${local}
saml:
  { enabled: true, endpoint_url: "https://a.example", audience_uri: "https://a.example", identity_providers: { name: n } }`,
  ],
  ["multi_tenancy.enabled", `${local}\nmulti_tenancy: { enabled: true }`],
  ["secrets.key_management.type", `${local}\nsecrets: { key_management: { type: aws_kms, key_id: k, region: r } }`],
  ["default_email_delivery.enabled", `${local}\ndefault_email_delivery: { enabled: true }`],
  ["webhooks.allow_time_expiration", `${local}\nwebhooks: { allow_time_expiration: true }`],
  ["database.idle_pool", `${local}\ndatabase: { idle_pool: 3 }`],
  ["webauthn.relying_party.icon", `${local}\nwebauthn: { relying_party: { icon: "https://a.example/i.png" } }`],
];

test.each(cases)("%s is asked for and not there yet: one line says so", (keys, text) => {
  expect(absences(loadText(text).config)).toEqual([expect.stringMatching(`^${keys}: .+`)]);
});

test("every such feature has its case here", () => {
  expect(notActedOn.map(({ keys }) => keys)).toEqual(cases.map(([keys]) => keys));
});

test.each([local, "server: { admin: { auth: none } }"])("nothing is said where nothing is missing: %s", (text) => {
  expect(absences(loadText(text).config)).toEqual([]);
});

test.each([
  ["saml.identity_providers[].name", true],
  ["secrets.key_management.region", true],
  ["secrets.keys", false],
  ["webhooks.allow_time_expiration", true],
  ["webhooks.enabled", false],
])("of %s the documentation says %j", (key, isAbsent) => {
  expect(isNotActedOn(key)).toBe(isAbsent);
});
