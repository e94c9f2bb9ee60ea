import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { SignetClient } from "@signet/client";
import { createPasskey, httpClient, type Passkey } from "@signet/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDescription } from "../described.ts";
import { type Server, startServer } from "../server.ts";
import { authenticationApi, clientOf, expectError, newParty, type Party, type Signing, signature } from "./party.ts";

interface BadBody {
  readonly path: string;
  readonly name: string;
  readonly body?: unknown;
  readonly text?: string;
}

// The shape is that of our own file.
const bad = JSON.parse(readFileSync(new URL("bodies.json", import.meta.url), "utf8")) as readonly BadBody[];

let server: Server;
let client: SignetClient;
let party: Party;
let api: ReturnType<typeof authenticationApi>;
beforeAll(async () => {
  server = await startServer();
  client = clientOf(server);
  party = await newParty(client);
  api = authenticationApi(server.apiUrl, party);
});
afterAll(async () => {
  client?.close();
  await server?.stop();
});

async function register(id: string, passkey = createPasskey()): Promise<Passkey> {
  const options = await api.request("POST", "registration/initialize", { user: { id, name: `${id}@example.org` } });
  expect(options.status, options.text).toBe(200);
  const end = await api.request("POST", "registration/finalize", passkey.create(options.json));
  expect(end.status, end.text).toBe(200);
  return passkey;
}

const total = async () => Number((await api.request("GET", "credentials")).headers.get("x-total-count"));

describe("the ten routes", () => {
  test("register, sign in, sign, list, read, rename and delete", async () => {
    const passkey = createPasskey();
    const user = { id: "ada-01", name: "ada@example.org", displayName: "Ada" };
    const creation = await api.request("POST", "registration/initialize", { user });
    expect(creation.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(creation.json).toEqual({
      publicKey: {
        rp: { id: "localhost", name: "Bea's shop" },
        user: { id: Buffer.from("ada-01").toString("base64url"), name: "ada@example.org", displayName: "Ada" },
        challenge: expect.stringMatching(/^[\w-]{43}$/),
        pubKeyCredParams: [-7, -35, -36, -257, -258, -259, -37, -38, -39, -8].map((alg) => ({
          type: "public-key",
          alg,
        })),
        timeout: 60_000,
        authenticatorSelection: { requireResidentKey: false, userVerification: "preferred" },
        attestation: "none",
      },
    });
    const registered = await api.request("POST", "registration/finalize", passkey.create(creation.json));
    const credential = {
      id: passkey.id,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      lastUsed: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      name: "Platform authenticator",
      userVerification: true,
      isResidentKey: true,
      authenticator: { aaguid: "00000000-0000-0000-0000-000000000000", attachment: "platform" },
      user,
    };
    expect([registered.status, registered.json]).toEqual([200, { credential }]);

    const request = await api.request("POST", "authentication/initialize", { user: { id: "ada-01" } });
    expect(request.json).toEqual({
      publicKey: {
        challenge: expect.stringMatching(/^[\w-]{43}$/),
        timeout: 60_000,
        rpId: "localhost",
        allowCredentials: [{ type: "public-key", id: passkey.id }],
        userVerification: "preferred",
      },
    });
    const signedIn = await api.request("POST", "authentication/finalize", passkey.get(request.json));
    expect([signedIn.status, signedIn.json]).toEqual([200, { credential }]);

    const transaction = "Send 12 EUR to Bea";
    const toSign = await api.request("POST", "transaction/initialize", { user: { id: "ada-01" }, transaction });
    expect(toSign.json).toMatchObject({ publicKey: { challenge: expect.stringMatching(/^[\w-]{86}$/) } });
    const signed = await api.request("POST", "transaction/finalize", passkey.get(toSign.json));
    expect([signed.status, signed.json]).toEqual([200, { credential, transaction: { id: expect.any(String) } }]);
    const { transaction: named } = signed.json as { transaction: { id: string } };
    const verdict = await client.relyingPartyTransactions.verifyRelyingPartyTransaction({ transactionId: named.id });
    expect(verdict).toMatchObject({ valid: true, transaction: { text: transaction, userId: "ada-01" } });

    const listed = await api.request("GET", "credentials?user_id=ada-01");
    expect([listed.status, listed.json, listed.headers.get("x-total-count")]).toEqual([200, [credential], "1"]);
    const one = `credentials/${passkey.id}`;
    expect((await api.request("GET", one)).json).toEqual(credential);
    const renamed = await api.request("PUT", one, { name: "Ada's München key" });
    expect([renamed.status, renamed.json]).toEqual([200, { ...credential, name: "Ada's München key" }]);
    const deleted = await api.request("DELETE", one);
    expect([deleted.status, deleted.text]).toEqual([204, ""]);
    expectError(await api.request("GET", one), 404);
    expectError(await api.request("PUT", one, { name: "x" }), 404);
    expectError(await api.request("DELETE", one), 404);
  });

  test("what clients leave empty is as good as not there", async () => {
    const id = randomUUID();
    const empty = { authenticatorSelection: null, attestation: "" };
    const begun = await api.request("POST", "registration/initialize", {
      user: { id, name: "n", displayName: "" },
      options: empty,
    });
    expect(begun.json).toMatchObject({ publicKey: { user: { displayName: "n" }, attestation: "none" } });
    const unnamed = {
      user: { id: "" },
      options: { userVerification: "", authenticatorAttachment: null },
      transaction: null,
    };
    for (const path of ["authentication/initialize", "transaction/initialize"]) {
      const { json } = await api.request("POST", path, unnamed);
      expect(json).toMatchObject({ publicKey: { userVerification: "preferred" } });
      expect(json).not.toHaveProperty("publicKey.allowCredentials");
    }
    expect((await api.request("GET", "credentials?page=0&page_size=0&user_id=")).status).toBe(200);
    expect((await api.request("GET", "credentials?")).status).toBe(200);
  });

  test("a body counts as JSON whatever its type is said to be", async () => {
    const body = `${JSON.stringify({ user: { id: "typeless", name: "n" } })}\n`;
    const authorization = signature(party, { method: "POST", path: "/v1/webauthn/registration/initialize", body });
    for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
      const nonce = randomUUID();
      const header = signature(
        party,
        { method: "POST", path: "/v1/webauthn/registration/initialize", body },
        { nonce },
      );
      const headers = { authorization: header, "content-type": type };
      const reply = await httpClient(server.apiUrl).request("POST", "/v1/webauthn/registration/initialize", {
        body,
        headers,
      });
      expect(reply.status, reply.text).toBe(200);
    }
    expect(authorization).toMatch(/^hanko /);
  });

  test("lists are paged, newest first", async () => {
    const other = await newParty(client);
    const own = authenticationApi(server.apiUrl, other);
    for (const id of ["a", "b", "c"]) {
      const begun = await own.request("POST", "registration/initialize", { user: { id, name: id } });
      await own.request("POST", "registration/finalize", createPasskey().create(begun.json));
    }
    const page = async (query: string) =>
      ((await own.request("GET", `credentials?${query}`)).json as { user: { id: string } }[]).map(
        ({ user }) => user.id,
      );
    expect(await page("page_size=2")).toEqual(["c", "b"]);
    expect(await page("page_size=2&page=2")).toEqual(["a"]);
    expect(await page("page_size=1000")).toEqual(["c", "b", "a"]);
    expect(await page("user_id=b")).toEqual(["b"]);
    expect(await page("user_id=nobody")).toEqual([]);
    for (const query of ["page=-1", "page=x", "page_size=-1", "page_size=1.5", "page=99999999999"]) {
      expectError(await own.request("GET", `credentials?${query}`), 400, query);
    }
  });
});

describe("a bad body", () => {
  let before: number;
  beforeAll(async () => {
    before = await total();
  });

  test.each(bad)("of $path, $name, is a bad request", async ({ path, body, text }) => {
    const described = await readDescription(server.apiUrl);
    const reply = await api.request("POST", path, text ?? body);
    expectError(reply, 400);
    described.expectDescribed("POST", `/v1/webauthn/${path}`, reply);
  });

  test("of a name that is empty, missing or no text is a bad request", async () => {
    const { id } = await register("renamed");
    for (const body of [{}, { name: "" }, { name: null }, { name: 7 }, "{", { name: "x".repeat(256) }]) {
      expectError(await api.request("PUT", `credentials/${id}`, body), 400, JSON.stringify(body));
    }
    await api.request("DELETE", `credentials/${id}`);
  });

  test("that is too large is refused", async () => {
    expectError(await api.request("POST", "registration/initialize", `{"x":"${"x".repeat(300_000)}"}`), 413);
  });

  test("stores nothing", async () => {
    expect(await total()).toBe(before);
    expect(server.logged.filter(({ level }) => level === "error")).toEqual([]);
  });
});

describe("ids of credentials that are none", () => {
  test.each(["nothing", "a.b", "%00", "..%2f", "x".repeat(1_364), "'; DROP TABLE credential_users; --"])(
    "%s",
    async (id) => {
      expectError(
        await api.request("GET", `credentials/${encodeURIComponent(id)}`, undefined, {
          path: `/v1/webauthn/credentials/${encodeURIComponent(id)}`,
        }),
        404,
      );
    },
  );
});

describe("a signature", () => {
  const body = JSON.stringify({ user: { id: "ada", name: "ada" } });
  const path = "/v1/webauthn/registration/initialize";
  const now = () => Math.floor(Date.now() / 1_000);
  const wrong: readonly [string, () => Signing][] = [
    ["by another secret", () => ({ secret: "another" })],
    ["of another key", () => ({ keyId: randomUUID() })],
    ["of a key in upper case", () => ({ keyId: party.keyId.toUpperCase() })],
    ["of another method", () => ({ method: "GET" })],
    ["of a method in lower case", () => ({ method: "post" })],
    ["of another path", () => ({ path: "/v1/webauthn/authentication/initialize" })],
    ["of a path with a query", () => ({ path: `${path}?a=b` })],
    ["of another body", () => ({ body: `${body} ` })],
    ["of no body", () => ({ body: "" })],
    ["with its parts in another order", () => ({ order: [1, 0, 2, 3, 4, 5] })],
    ["without its nonce", () => ({ order: [0, 1, 2, 3, 5] })],
    ["made 301 s ago", () => ({ time: String(now() - 302) })],
    ["made 301 s ahead", () => ({ time: String(now() + 303) })],
    ["of a time that was changed", () => ({ token: (token) => ({ ...token, time: String(now() + 1) }) })],
    ["of a nonce that was changed", () => ({ token: (token) => ({ ...token, nonce: randomUUID() }) })],
    ["in upper case", () => ({ token: (token) => ({ ...token, signature: String(token.signature).toUpperCase() }) })],
    ["with blanks", () => ({ token: (token) => ({ ...token, signature: ` ${String(token.signature)}` }) })],
    ["cut off", () => ({ token: (token) => ({ ...token, signature: String(token.signature).slice(0, 62) }) })],
    ["with more at its end", () => ({ token: (token) => ({ ...token, signature: `${String(token.signature)}00` }) })],
    ["that is missing", () => ({ token: ({ signature: _, ...token }) => token })],
    ["without a key", () => ({ token: ({ apiKeyId: _, ...token }) => token })],
    ["in a list", () => ({ token: (token) => [token] })],
  ];

  test.each(wrong)("%s is refused", async (_name, make) => {
    expectError(await api.request("POST", "registration/initialize", body, make()), 401);
  });

  test("299 s old or ahead is accepted, and so is a number for the time", async () => {
    for (const time of [String(now() - 298), String(now() + 298), now()]) {
      expect((await api.request("POST", "registration/initialize", body, { time })).status).toBe(200);
    }
  });

  test("counts once, also for 64 that come with it at the same time", async () => {
    const header = signature(party, { method: "POST", path, body });
    const replies = await Promise.all(
      Array.from({ length: 64 }, () => api.withHeader("POST", "registration/initialize", header, body)),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 63 }, () => 401)]);
    expectError(await api.withHeader("POST", "registration/initialize", header, body), 401);
  });

  test("that was refused uses no nonce up", async () => {
    const nonce = randomUUID();
    expectError(await api.request("POST", "registration/initialize", body, { nonce, secret: "another" }), 401);
    expect((await api.request("POST", "registration/initialize", body, { nonce })).status).toBe(200);
  });

  test.each([
    ["without a leading slash, as Python signs behind an address with one at its end", "v1/webauthn/credentials"],
    ["without the slash at its end, as Java signs", "/v1/webauthn/credentials"],
  ])("of a path %s is accepted", async (_how, signed) => {
    expect((await api.request("GET", "credentials", undefined, { path: signed })).status).toBe(200);
    expect((await api.request("GET", "credentials/", undefined, { path: signed })).status).toBe(200);
  });
});

describe("the header", () => {
  test.each([
    ["missing", () => undefined],
    ["empty", () => ""],
    ["a scheme alone", () => "secret"],
    ["an empty secret", () => "secret "],
    ["of another scheme", () => `Bearer ${party.secret}`],
    ["of a scheme in upper case", () => `SECRET ${party.secret}`],
    ["a wrong secret", () => "secret not-the-one"],
    ["a secret that was cut off", () => `secret ${party.secret.slice(0, -1)}`],
    ["an empty token", () => "hanko "],
    ["no base64", () => "hanko {}"],
    ["a very long token", () => `hanko ${"A".repeat(8_000)}`],
  ])("%s is refused", async (_name, header) => {
    expectError(await api.withHeader("GET", "credentials", header()), 401);
  });

  test("with the secret itself is accepted", async () => {
    expect((await api.withHeader("GET", "credentials", `secret ${party.secret}`)).status).toBe(200);
  });

  test("of a key of the installation is refused", async () => {
    const { secret } = await client.apiKeys.createApiKey({ apiKeyId: randomUUID(), name: "admin", scopes: ["admin"] });
    expectError(await api.withHeader("GET", "credentials", `secret ${secret}`), 401);
  });

  test("of a revoked key is refused at once", async () => {
    const other = await newParty(client);
    const own = authenticationApi(server.apiUrl, other);
    expect((await own.request("GET", "credentials")).status).toBe(200);
    await client.apiKeys.revokeApiKey({ apiKeyId: other.keyId });
    expectError(await own.request("GET", "credentials"), 401);
    expectError(await own.withHeader("GET", "credentials", `secret ${other.secret}`), 401);
  });

  test("with a right signature is a use of its key, and with a wrong one is none", async () => {
    const other = await newParty(client);
    const own = authenticationApi(server.apiUrl, other);
    const lastUse = async () =>
      (await client.apiKeys.listApiKeys({ relyingPartyId: other.relyingPartyId })).apiKeys[0]?.lastUseTime;
    expectError(await own.request("GET", "credentials", undefined, { secret: "another" }), 401);
    expect(await lastUse()).toBeUndefined();
    expect((await own.request("GET", "credentials")).status).toBe(200);
    expect(Number((await lastUse())?.seconds)).toBeGreaterThan(Date.now() / 1_000 - 60);
  });

  test("of a rotated key is accepted while the two overlap", async () => {
    const old = await newParty(client);
    const keyId = randomUUID();
    const { secret } = await client.apiKeys.rotateApiKey({
      ...{ apiKeyId: old.keyId, newApiKeyId: keyId, overlap: { seconds: 60n } },
    });
    for (const key of [old, { ...old, keyId, secret }]) {
      expect((await authenticationApi(server.apiUrl, key).request("GET", "credentials")).status).toBe(200);
    }
  });
});

describe("two relying parties", () => {
  test("see nothing of each other on any route", async () => {
    const passkey = await register("matrix");
    const stranger = authenticationApi(server.apiUrl, await newParty(client));
    const begun = await api.request("POST", "authentication/initialize", { user: { id: "matrix" } });
    const toSign = await api.request("POST", "transaction/initialize", { user: { id: "matrix" }, transaction: "x" });
    const creation = await api.request("POST", "registration/initialize", { user: { id: "matrix", name: "m" } });
    const one = `credentials/${passkey.id}`;
    const attempts = [
      ["POST", "registration/finalize", createPasskey().create(creation.json), 400],
      ["POST", "authentication/initialize", { user: { id: "matrix" } }, 400],
      ["POST", "authentication/finalize", passkey.get(begun.json), 400],
      ["POST", "transaction/initialize", { user: { id: "matrix" }, transaction: "x" }, 400],
      ["POST", "transaction/finalize", passkey.get(toSign.json), 400],
      ["GET", one, undefined, 404],
      ["PUT", one, { name: "stolen" }, 404],
      ["DELETE", one, undefined, 404],
    ] as const;
    for (const [method, path, body, status] of attempts) {
      expectError(await stranger.request(method, path, body), status, `${method} ${path}`);
    }
    expect((await stranger.request("GET", "credentials")).json).toEqual([]);
    // Nothing of it was used up or changed.
    expect((await api.request("POST", "authentication/finalize", passkey.get(begun.json))).status).toBe(200);
    expect((await api.request("POST", "transaction/finalize", passkey.get(toSign.json))).status).toBe(200);
    expect((await api.request("GET", one)).json).toMatchObject({ name: "Platform authenticator" });
  });
});
