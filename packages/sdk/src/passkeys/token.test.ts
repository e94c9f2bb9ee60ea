import { generateKeyPairSync } from "node:crypto";
import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import type { JsonWebKeySet } from "./messages.ts";
import { isTokenError, type TokenCheck, verifyPasskeyToken } from "./token.ts";

const keys = {
  RS256: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ES256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
};
const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwks: JsonWebKeySet = {
  keys: Object.entries(keys).map(([alg, { publicKey }]) => {
    const { kty = "", ...jwk } = publicKey.export({ format: "jwk" });
    return { ...jwk, kty, alg, use: "sig", kid: `the ${alg} key` };
  }),
};
const now = new Date(1_700_000_000_000);
const seconds = now.getTime() / 1000;
const claims = { sub: "ada-01", cred: "AQIDBAUGBwg", aud: ["localhost"], iat: seconds - 10, exp: seconds + 290 };
const check: TokenCheck = { jwks, audience: "localhost", now };

interface Variant {
  readonly alg?: "RS256" | "ES256";
  readonly kid?: string;
  readonly key?: typeof other.privateKey;
  readonly claims?: Readonly<Record<string, unknown>>;
}

function tokenWith({ alg = "RS256", kid = `the ${alg} key`, key = keys[alg].privateKey, ...changes }: Variant = {}) {
  return new SignJWT({ ...claims, ...changes.claims }).setProtectedHeader({ alg, kid }).sign(key);
}

describe.each(["RS256", "ES256"] as const)("a token signed with %s", (alg) => {
  test("says who it was, with what, and when", async () => {
    expect(await verifyPasskeyToken(await tokenWith({ alg }), check)).toEqual({
      userId: "ada-01",
      credentialId: "AQIDBAUGBwg",
      transactionId: undefined,
      issuedAt: new Date((seconds - 10) * 1000),
      expiresAt: new Date((seconds + 290) * 1000),
    });
  });

  test("does not count when a letter was changed", async () => {
    const [header, , signature] = (await tokenWith({ alg })).split(".");
    const payload = Buffer.from(JSON.stringify({ ...claims, sub: "eve" })).toString("base64url");
    await expectFault(`${header}.${payload}.${signature}`, "wrong-signature");
  });
});

test("a transaction's token names it", async () => {
  const token = await tokenWith({ claims: { trans: "inv-2024-77" } });
  expect(await verifyPasskeyToken(token, check)).toMatchObject({ transactionId: "inv-2024-77" });
});

test.each<[string, Variant, string]>([
  ["by another key", { key: other.privateKey }, "wrong-signature"],
  ["by a key that nobody published", { kid: "another" }, "unknown-key"],
  ["by a key of another kind", { kid: "the ES256 key" }, "unknown-key"],
  ["for somebody else", { claims: { aud: ["example.org"] } }, "wrong-audience"],
  ["for nobody", { claims: { aud: undefined } }, "wrong-audience"],
  ["about nobody", { claims: { sub: undefined } }, "malformed"],
  ["without a credential", { claims: { cred: undefined } }, "malformed"],
  ["without an end", { claims: { exp: undefined } }, "malformed"],
  ["and over", { claims: { exp: seconds } }, "expired"],
  ["more than a minute ago", { claims: { iat: seconds - 66 } }, "expired"],
  ["in a while", { claims: { iat: seconds + 6 } }, "expired"],
])("a token signed %s does not count", async (_what, variant, fault) => {
  await expectFault(await tokenWith(variant), fault);
});

test("how old a token may be is the reader's choice", async () => {
  const token = await tokenWith({ claims: { iat: seconds - 120 } });
  await expectFault(token, "expired");
  expect(await verifyPasskeyToken(token, { ...check, maxAgeSeconds: 300 })).toMatchObject({ userId: "ada-01" });
});

const unsigned = (header: object) =>
  `${Buffer.from(JSON.stringify(header)).toString("base64url")}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.`;

test.each([
  ["nothing", ""],
  ["words", "not a token"],
  ["two parts", "e30.e30"],
  ["no signature", unsigned({ alg: "none", kid: "the RS256 key" })],
  ["a public key as the secret of an HMAC", unsigned({ alg: "HS256", kid: "the RS256 key" })],
  ["a list for a header", `${Buffer.from("[]").toString("base64url")}.e30.AA`],
])("%s is no token", async (_what, token) => {
  await expectFault(token, "malformed");
});

test.each(["constructor", "toString", "__proto__"])("%s is no algorithm", async (alg) => {
  await expectFault(unsigned({ alg, kid: "the RS256 key" }), "malformed");
});

test("a fifth part is one too many", async () => {
  await expectFault(`${await tokenWith()}.AA`, "malformed");
});

async function expectFault(token: string, fault: string): Promise<void> {
  const error = await verifyPasskeyToken(token, check).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "TokenError", fault });
  expect(isTokenError(error)).toBe(true);
}
