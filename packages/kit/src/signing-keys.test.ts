import type { Database } from "@signet/db";
import { onBothDatabases, testDatabase } from "@signet/db/test";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { uuidv4 } from "./ids.ts";
import { jwsHeader } from "./jws.ts";
import { silentLog } from "./log.ts";
import { createSecrets } from "./secrets.ts";
import { PUBLISHED_AHEAD_MS } from "./signing-key-plan.ts";
import { signingKeyTable } from "./signing-key-table.ts";
import { createSigningKeys } from "./signing-keys.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ROTATE_AFTER = 90 * DAY;
const LIFETIME = 12 * HOUR;

const postgresql = await testDatabase();

/** A tenant of its own on a database, and processes of it that share a clock. */
function world(db: Database = postgresql) {
  const tenantId = uuidv4();
  const clock = { time: Date.parse("2026-03-01T12:00:00Z"), algorithm: "ES256" as "ES256" | "RS256" };
  const process = (keys = ["a secret of sixteen bytes"]) => {
    const ring = createSigningKeys({
      store: signingKeyTable(db, (client) => client.tokenSigningKey),
      secrets: createSecrets(keys),
      purpose: "test",
      policy: () => ({ algorithm: clock.algorithm, rotateAfterMs: ROTATE_AFTER, tokenLifetimeMs: LIFETIME }),
      now: () => new Date(clock.time),
      log: silentLog,
    });
    return {
      sign: (claims: object = { sub: "ada" }) => ring.sign(tenantId, claims),
      verify: (token: string) => ring.verify(tenantId, token),
      jwks: async (): Promise<{ keys: { kid: string; alg: string }[] }> => JSON.parse(await ring.jwks(tenantId)),
    };
  };
  return { tenantId, clock, process };
}

const kidOf = (token: string) => decodeProtectedHeader(token).kid;
const kidsOf = async (process: { jwks(): Promise<{ keys: { kid: string }[] }> }) =>
  (await process.jwks()).keys.map(({ kid }) => kid);

await onBothDatabases("signing keys", (db) => {
  test("many processes at once make one key", async () => {
    const { process } = world(db);
    const processes = Array.from({ length: 8 }, () => process());

    const tokens = await Promise.all(processes.map((one) => one.sign()));

    expect(new Set(tokens.map(kidOf)).size).toBe(1);
    expect(await kidsOf(processes[0] as (typeof processes)[0])).toHaveLength(1);
  });
});

test.each(["ES256", "RS256"] as const)("another library verifies what %s signs by the published keys", async (alg) => {
  const { clock, process } = world();
  clock.algorithm = alg;
  const one = process();

  const token = await one.sign({ sub: "ada", n: 1 });

  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(await one.jwks()));
  expect(payload).toEqual({ sub: "ada", n: 1 });
  expect(protectedHeader).toEqual({ alg, kid: kidOf(token), typ: "JWT" });
  expect((await one.jwks()).keys).toMatchObject([{ alg, use: "sig", kid: kidOf(token) }]);
  expect(JSON.stringify(await one.jwks())).not.toMatch(/"(d|p|q|dp|dq|qi)":/);
});

test("a key is published before it signs and after it signed, and no token is refused in between", async () => {
  const { clock, process } = world();
  const one = process();
  const other = process();
  const first = await one.sign();

  clock.time += ROTATE_AFTER - PUBLISHED_AHEAD_MS;
  const lastOfFirst = await one.sign();
  expect(await kidsOf(one)).toEqual(await kidsOf(other));
  const [, next] = await kidsOf(other);
  expect(kidOf(lastOfFirst)).toBe(kidOf(first));
  expect(next).toBeDefined();

  clock.time += PUBLISHED_AHEAD_MS;
  const ofSecond = await one.sign();
  expect(kidOf(ofSecond)).toBe(next);
  expect(await other.verify(ofSecond)).toEqual({ sub: "ada" });
  expect(await other.verify(lastOfFirst)).toEqual({ sub: "ada" });

  clock.time += LIFETIME;
  expect(await kidsOf(other)).toContain(kidOf(first));
  clock.time += 2 * DAY;
  expect(await kidsOf(other)).toEqual([next]);
  expect(await other.verify(lastOfFirst)).toBeUndefined();
});

test("another algorithm takes over at once, and old tokens stay good", async () => {
  const { clock, process } = world();
  const one = process();
  const old = await one.sign();

  clock.algorithm = "RS256";
  const fresh = await process().sign();

  expect(decodeProtectedHeader(fresh).alg).toBe("RS256");
  clock.time += 3_000;
  expect(await one.verify(fresh)).toEqual({ sub: "ada" });
  expect(await one.verify(old)).toEqual({ sub: "ada" });
});

test("a previous key still verifies when the secret that sealed it is gone", async () => {
  const { clock, process } = world();
  const old = await process(["the first secret of all"]).sign();
  clock.algorithm = "RS256";
  const later = process(["a second secret"]);
  await later.sign();
  expect(await later.verify(old)).toEqual({ sub: "ada" });
});

test("a key of one tenant is no key of another", async () => {
  const token = await world().process().sign();
  expect(await world().process().verify(token)).toBeUndefined();
});

test("what is not a token of the ring is refused", async () => {
  const { process } = world();
  const one = process();
  const token = await one.sign({ sub: "ada" });
  const [header = "", payload = "", signature = ""] = token.split(".");
  const kid = kidOf(token) ?? "";
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const { keys } = await one.jwks();

  const forged = {
    "no algorithm": `${encode({ alg: "none", kid, typ: "JWT" })}.${payload}.`,
    "no algorithm, signature kept": `${encode({ alg: "none", kid, typ: "JWT" })}.${payload}.${signature}`,
    "symmetric with the public key": `${encode({ alg: "HS256", kid, typ: "JWT" })}.${payload}.${signature}`,
    "another algorithm of ours": `${jwsHeader("RS256", kid)}.${payload}.${signature}`,
    "unknown key": `${jwsHeader("ES256", uuidv4())}.${payload}.${signature}`,
    "key in the header": `${encode({ alg: "ES256", kid, typ: "JWT", jwk: keys[0] })}.${payload}.${signature}`,
    "address of keys": `${encode({ alg: "ES256", kid, typ: "JWT", jku: "http://evil" })}.${payload}.${signature}`,
    "critical extension": `${encode({ alg: "ES256", kid, typ: "JWT", crit: ["b64"] })}.${payload}.${signature}`,
    "other claims": `${header}.${encode({ sub: "eve" })}.${signature}`,
    "empty signature": `${header}.${payload}.`,
    "zero signature": `${header}.${payload}.${Buffer.alloc(64).toString("base64url")}`,
    "cut signature": `${header}.${payload}.${signature.slice(0, -2)}`,
    "padded signature": `${token}==`,
    "fourth part": `${token}.x`,
    "two parts": `${header}.${payload}`,
    "surrounding blanks": ` ${token} `,
    nothing: "",
    "null byte": `${header}.${payload}.\0${signature}`,
    huge: `${header}.${"A".repeat(10_000_000)}.${signature}`,
  };
  for (const [name, text] of Object.entries(forged)) expect(await one.verify(text), name).toBeUndefined();
});

test("a signature has one spelling: bits that encode nothing may not differ", async () => {
  const { process } = world();
  const one = process();
  const token = await one.sign();
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(token.slice(-1));
  expect(await one.verify(token.slice(0, -1) + alphabet[last ^ 1])).toBeUndefined();
});

test("garbage cannot make a process read its keys all the time", async () => {
  const { process } = world();
  const one = process();
  await one.sign();
  const before = postgresql.statements();
  for (let i = 0; i < 100; i++) await one.verify(`${jwsHeader("ES256", uuidv4())}.e30.AAAA`);
  expect(postgresql.statements()).toBe(before);
});
