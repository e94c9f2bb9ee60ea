import { create } from "@bufbuild/protobuf";
import type { TenantSettings } from "@signet/config";
import { type DeepPartial, testSettings } from "@signet/config/test";
import { UserCredentialsSchema } from "@signet/proto/credential/v1/credential";
import { EmailSchema, UserSchema } from "@signet/proto/identity/v1/user";
import { describe, expect, test } from "vitest";
import {
  canDeletePasskey,
  canDeletePassword,
  canDeleteSecurityKey,
  canDeleteTotp,
  canDeleteUsername,
  isDeletable,
  type ProfileFacts,
} from "./profile.ts";

/** What somebody has, by its names. */
type Has = "address" | "username" | "password" | "passkey" | "second passkey" | "key" | "second key" | "app";
type Settings = DeepPartial<TenantSettings>;

/** A situation: what somebody has, the settings, and what the rule says. */
type Row = readonly [has: readonly Has[], settings: Settings, expected: boolean];

function factsOf(has: readonly Has[], settings: Settings): ProfileFacts {
  const having = (...names: Has[]) => names.filter((name) => has.includes(name));
  return {
    settings: testSettings(settings),
    user: create(UserSchema, {
      emails: having("address").map(() => ({ emailId: "1", address: "kim@example.com", isPrimary: true })),
      username: has.includes("username") ? { username: "kim" } : undefined,
    }),
    credentials: create(UserCredentialsSchema, {
      password: has.includes("password") ? {} : undefined,
      totp: has.includes("app") ? {} : undefined,
      webauthnCredentials: having("passkey", "second passkey", "key", "second key").map((credentialId) => ({
        credentialId,
        mfaOnly: credentialId.endsWith("key") && !credentialId.endsWith("passkey"),
      })),
    }),
  };
}

const noCodes = { email: { use_for_authentication: false } };
const noPasskeys = { passkey: { enabled: false } };
const noPasswords = { password: { enabled: false } };
const usernames = { username: { enabled: true } };

describe.each<[what: string, rule: (facts: ProfileFacts) => boolean, settings: Settings, rows: readonly Row[]]>([
  [
    "a password goes",
    canDeletePassword,
    { password: { optional: true } },
    [
      [["address", "password"], {}, true],
      [["address", "password"], { password: {} }, false],
      [["address", "password"], { password: { enabled: false, optional: true } }, false],
      [["address"], {}, false],
      [["address", "password"], noCodes, false],
      [["address", "password", "passkey"], noCodes, true],
      // Any credential counts, as clients have met it.
      [["address", "password", "key"], noCodes, true],
      [["address", "password", "passkey"], { ...noCodes, ...noPasskeys }, false],
      [["address", "password"], { email: { use_as_login_identifier: false } }, false],
      [["address", "password", "username"], { email: { use_as_login_identifier: false } }, true],
      [["password", "username"], {}, false],
    ],
  ],
  [
    "a passkey goes",
    canDeletePasskey,
    {},
    [
      [["address", "passkey"], {}, true],
      [["address", "passkey"], { passkey: { optional: false } }, false],
      [["address", "passkey", "second passkey"], { passkey: { optional: false } }, true],
      [["address", "passkey", "key"], { passkey: { optional: false } }, true],
      [["address", "passkey"], noPasskeys, false],
      [["address", "password"], {}, false],
      [["address", "passkey"], noCodes, false],
      [["address", "passkey", "password"], noCodes, true],
      [["address", "passkey", "password"], { ...noCodes, ...noPasswords }, false],
      [["passkey", "password", "username"], {}, true],
      [["passkey", "password", "username"], { username: { use_as_login_identifier: false } }, false],
    ],
  ],
  [
    "a security key goes",
    canDeleteSecurityKey,
    {},
    [
      [["key"], {}, true],
      [["app"], {}, false],
      [["key"], { mfa: { optional: false } }, false],
      [["key", "app"], { mfa: { optional: false } }, true],
      [["key", "second key"], { mfa: { optional: false } }, true],
      [["key"], { mfa: { enabled: false } }, false],
      [["key"], { mfa: { security_keys: { enabled: false } } }, false],
    ],
  ],
  [
    "an authenticator app goes",
    canDeleteTotp,
    {},
    [
      [["app"], {}, true],
      [["key"], {}, false],
      [["app"], { mfa: { optional: false } }, false],
      [["app", "key"], { mfa: { optional: false } }, true],
      [["app"], { mfa: { optional: false, enabled: false } }, true],
      [["app"], { mfa: { totp: { enabled: false } } }, true],
    ],
  ],
  [
    "a username goes",
    canDeleteUsername,
    usernames,
    [
      [["address", "username"], {}, true],
      [["address"], {}, false],
      [["username", "password"], {}, false],
      [["username", "passkey"], {}, true],
      [["username", "key"], {}, false],
      [["username", "passkey"], noPasskeys, false],
      [["address", "username"], { username: { enabled: true, optional: false } }, false],
      [["address", "username"], { username: { enabled: false } }, false],
    ],
  ],
  [
    "the last address goes",
    (facts) => facts.user.emails.every((address) => isDeletable(address, facts)),
    { email: { optional: true } },
    [
      [["address"], {}, false],
      [["address", "passkey"], {}, true],
      [["address", "passkey"], noPasskeys, false],
      [["address", "key"], {}, false],
      [["address", "passkey"], { email: {} }, false],
      [["address", "password"], {}, false],
      [["address", "password", "username"], {}, true],
      [["address", "password", "username"], noPasswords, false],
      [["address", "password", "username"], { username: { use_as_login_identifier: false } }, false],
    ],
  ],
])("%s only where the settings and what stays allow it (flow-api.md section 13)", (_what, rule, usual, rows) => {
  test.each(rows)("of %j, with %j: %s", (has, settings, expected) => {
    expect(rule(factsOf(has, { ...usual, ...settings }))).toBe(expected);
  });
});

describe("a further address goes (flow-api.md section 13.2)", () => {
  const further = create(EmailSchema, { emailId: "2", address: "kim@example.org" });
  test.each<Row>([
    [["address"], {}, true],
    [["address"], noCodes, false],
    [["address"], { email: { enabled: false } }, false],
    [["address", "password"], noCodes, true],
    [["address", "password"], { ...noCodes, ...noPasswords }, false],
    [["address", "passkey"], noCodes, true],
    [["address", "passkey"], { ...noCodes, ...noPasskeys }, false],
    [["address", "key"], noCodes, false],
  ])("of %j, with %j: %s", (has, settings, expected) => {
    const facts = factsOf(has, settings);
    const user = create(UserSchema, { ...facts.user, emails: [...facts.user.emails, further] });
    expect(user.emails.slice(1).map((address) => isDeletable(address, { ...facts, user }))).toEqual([expected]);
  });

  test("a primary address stays while there is another", () => {
    const facts = factsOf(["address", "passkey"], { email: { optional: true } });
    const user = create(UserSchema, { emails: [...facts.user.emails, further] });
    expect(user.emails.map((address) => isDeletable(address, { ...facts, user }))).toEqual([false, true]);
  });
});
