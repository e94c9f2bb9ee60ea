import { createHmac, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { httpClient } from "@signet/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fill } from "./case.ts";
import { expectConform } from "./conform.ts";
import { type Person, register } from "./people.ts";
import { openTarget, type Target } from "./target.ts";

interface Tampered {
  readonly name: string;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly sign?: "nobody" | "stranger" | "public-key" | "zeroes";
}

// The shape is that of our own file.
const { cases } = JSON.parse(readFileSync(new URL("tampering/tokens.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Tampered[];
};
const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" });
let target: Target;
let person: Person;
let publicKey: string;

beforeAll(async () => {
  target = await openTarget({ password: { enabled: false }, mfa: { enabled: false } });
  person = await register(target);
  const { json } = await httpClient(target.apiUrl).request("GET", "/.well-known/jwks.json");
  const { keys } = json as { readonly keys: readonly object[] }; // RFC 7517
  publicKey = createPublicKey({ key: keys[0] as never, format: "jwk" })
    .export({ format: "pem", type: "spki" })
    .toString();
});
afterAll(() => target?.stop());

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
// Members set to null go.
const merged = (part: string, change: object) =>
  Object.fromEntries(
    Object.entries({ ...JSON.parse(Buffer.from(part, "base64url").toString()), ...change }).filter(
      ([, v]) => v !== null,
    ),
  );

function tamper(token: string, { header = {}, claims = {}, sign: signer }: Tampered): string {
  const [head = "", body = "", signature = ""] = token.split(".");
  const known = { stranger: JSON.stringify(stranger.publicKey.export({ format: "jwk" })) };
  const signed = `${encode(merged(head, fill(header, known)))}.${encode(merged(body, claims))}`;
  const signatures = {
    nobody: () => "",
    zeroes: () => Buffer.alloc(64).toString("base64url"),
    stranger: () =>
      sign("sha256", Buffer.from(signed), { key: stranger.privateKey, dsaEncoding: "ieee-p1363" }).toString(
        "base64url",
      ),
    "public-key": () => createHmac("sha256", publicKey).update(signed).digest("base64url"),
  };
  return `${signed}.${signer ? signatures[signer]() : signature}`;
}

test.each(cases)("a token with $name opens no door", async (each) => {
  const token = tamper(person.token, each);
  const http = httpClient(target.apiUrl);
  const authorization = { authorization: `Bearer ${token}` };
  const doors = [
    await http.request("GET", "/me", { headers: authorization }),
    await http.request("GET", "/me", { headers: { cookie: `hanko=${token}` } }),
    await http.request("POST", "/profile", { headers: authorization }),
    await http.request("POST", "/logout", { headers: authorization }),
  ];
  for (const reply of doors) {
    expectConform(reply, each.name);
    expect(reply.status).toBe(401);
  }
  const given = await http.request("POST", "/sessions/validate", { body: { session_token: token } });
  expect([given.status, given.json]).toEqual([200, { is_valid: false }]);
});

test("after all that the session is still there, until it is left; then it opens nothing", async () => {
  const http = httpClient(target.apiUrl, { headers: { authorization: `Bearer ${person.token}` } });
  expect((await http.request("GET", "/me")).status).toBe(200);
  expect((await http.request("POST", "/logout")).status).toBe(204);
  expect((await http.request("GET", "/me")).status).toBe(401);
  expect(target.complaints()).toEqual([]);
});
