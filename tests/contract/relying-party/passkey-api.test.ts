import { createPublicKey, type JsonWebKey, randomUUID, verify } from "node:crypto";
import type { SignetClient } from "@signet/client";
import { createPasskey, httpClient, type Passkey, type Reply } from "@signet/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDescription } from "../described.ts";
import { pageOrigin, type Server, startServer } from "../server.ts";
import { authenticationApi, clientOf, newParty, type Party } from "./party.ts";
import { passkeyApi } from "./passkey-api.ts";

let server: Server;
let client: SignetClient;
let party: Party;
let api: ReturnType<typeof passkeyApi>;
beforeAll(async () => {
  server = await startServer();
  client = clientOf(server);
  party = await newParty(client);
  api = passkeyApi(server.apiUrl, party);
});
afterAll(async () => {
  client?.close();
  await server?.stop();
});

async function ok(reply: Promise<Reply>): Promise<unknown> {
  const { status, text, json } = await reply;
  expect(status, text).toBe(200);
  return json;
}

/** An error as authentication-api.md section 2.1 has it. */
function expectError(reply: Reply, status: number, about = ""): void {
  expect(reply.status, `${about}: ${reply.text}`).toBe(status);
  expect(reply.json, about).toEqual({ title: expect.any(String), details: expect.any(String), status });
}

interface Who {
  readonly mfa?: boolean;
  readonly passkey?: Passkey;
}

async function register(user_id: string, { mfa = false, passkey = createPasskey() }: Who = {}) {
  const before = mfa ? "mfa/" : "";
  const end = mfa ? api.keyed : api.open;
  const options = await ok(
    api.keyed("POST", `${before}registration/initialize`, { user_id, username: `${user_id}@a.example` }),
  );
  const result = await ok(end("POST", `${before}registration/finalize`, passkey.create(options)));
  return { passkey, token: (result as { token: string }).token };
}

async function signIn(passkey: Passkey, user_id?: string) {
  const begin =
    user_id === undefined ? api.open("POST", "login/initialize") : api.keyed("POST", "login/initialize", { user_id });
  return ok(api.open("POST", "login/finalize", passkey.get(await ok(begin)))) as Promise<{ token: string }>;
}

/** What a token says, once the tenant's published keys have verified it. */
async function claimsOf(token: string): Promise<Record<string, unknown>> {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
  const { kid, alg } = read(header);
  expect(alg).toBe("RS256");
  const { keys } = (await ok(api.open("GET", ".well-known/jwks.json"))) as { keys: { kid: string }[] };
  const jwk = keys.find((key) => key.kid === kid);
  expect(jwk).toMatchObject({ kty: "RSA", alg: "RS256", use: "sig", e: "AQAB" });
  const key = createPublicKey({ key: jwk as JsonWebKey, format: "jwk" });
  const signed = Buffer.from(`${header}.${payload}`);
  expect(verify("sha256", signed, key, Buffer.from(signature, "base64url"))).toBe(true);
  return read(payload);
}

describe("the passkey API", () => {
  test("registers, signs in named and unnamed, and tells who it was in a signed token", async () => {
    const begun = await api.keyed("POST", "registration/initialize", {
      ...{ user_id: "ada-01", username: "ada@example.org", display_name: " ", icon: "https://a.example/ada.png" },
    });
    expect(begun.json).toEqual({
      publicKey: {
        rp: { id: "localhost", name: "Bea's shop" },
        user: {
          ...{ id: Buffer.from("ada-01").toString("base64url"), name: "ada@example.org" },
          ...{ displayName: "ada@example.org", icon: "https://a.example/ada.png" },
        },
        challenge: expect.stringMatching(/^[\w-]{43}$/),
        pubKeyCredParams: [-7, -35, -36, -257, -258, -259, -37, -38, -39, -8].map((alg) => ({
          type: "public-key",
          alg,
        })),
        timeout: 60_000,
        authenticatorSelection: { requireResidentKey: true, residentKey: "required", userVerification: "required" },
        attestation: "direct",
      },
    });
    const passkey = createPasskey();
    const registered = (await ok(api.open("POST", "registration/finalize", passkey.create(begun.json)))) as {
      token: string;
    };
    const claims = await claimsOf(registered.token);
    expect(claims).toEqual({
      ...{ sub: "ada-01", cred: passkey.id, aud: ["localhost"] },
      ...{ iat: expect.any(Number), exp: Number(claims.iat) + 300 },
    });
    expect(await claimsOf((await signIn(passkey)).token)).toMatchObject({ sub: "ada-01", cred: passkey.id });
    expect(await claimsOf((await signIn(passkey, "ada-01")).token)).toMatchObject({ sub: "ada-01" });
    expect((await api.open("GET", ".well-known/jwks.json")).headers.get("cache-control")).toBe("max-age=600");
  });

  test("signs transactions over the canonical text of their data, and lists them", async () => {
    const { passkey } = await register("tara");
    const ask = {
      ...{ user_id: "tara", transaction_id: "inv-2024-77" },
      transaction_data: { note: "Books & pens", amount: 19.9, to: "bea" },
    };
    const options = (await ok(api.keyed("POST", "transaction/initialize", ask))) as {
      publicKey: { challenge: string };
    };
    const challenge = Buffer.from(options.publicKey.challenge, "base64url");
    expect(challenge.subarray(32).toString("hex")).toBe(
      "54ad77a7bb1272c476717ef0571c5da3f50db40f3f8cece1946304916ea2ed21",
    );
    const { token } = (await ok(api.keyed("POST", "transaction/finalize", passkey.get(options)))) as { token: string };
    expect(await claimsOf(token)).toMatchObject({ sub: "tara", trans: "inv-2024-77" });
    expectError(await api.keyed("POST", "transaction/initialize", ask), 409);

    const { users } = await client.relyingParties.listRelyingPartyUsers({ relyingPartyId: party.relyingPartyId });
    const own = users.find(({ userId }) => userId === "tara")?.id ?? "";
    for (const id of [own, "tara"]) {
      expect(await ok(api.keyed("GET", `transaction/${id}`))).toEqual([
        {
          ...{ id: expect.any(String), identifier: "inv-2024-77" },
          data: String.raw`{"amount":19.9,"note":"Books \u0026 pens","to":"bea"}`,
          ...{ created_at: expect.any(String), updated_at: expect.any(String) },
        },
      ]);
    }
    expect(await ok(api.keyed("GET", `transaction/${randomUUID()}`))).toEqual([]);
    expectError(await api.keyed("GET", "transaction/nobody"), 400);
  });

  test("keeps second factors apart", async () => {
    const securityKey = createPasskey({ attachment: "cross-platform", transports: ["usb"] });
    const { passkey: key } = await register("mia", { mfa: true, passkey: securityKey });
    const { passkey } = await register("mia");
    const begun = await ok(api.keyed("POST", "mfa/login/initialize", { user_id: "mia" }));
    expect(begun).toMatchObject({ publicKey: { allowCredentials: [{ id: key.id }, { id: passkey.id }] } });
    const { token } = (await ok(api.keyed("POST", "mfa/login/finalize", key.get(begun)))) as { token: string };
    expect(await claimsOf(token)).toMatchObject({ sub: "mia", cred: key.id });
    // A security key signs nobody in alone, and its ceremonies end on their own routes.
    expectError(await api.open("POST", "login/finalize", key.get(await ok(api.open("POST", "login/initialize")))), 401);
    const options = await ok(api.keyed("POST", "mfa/registration/initialize", { user_id: "mia", username: "mia" }));
    expectError(await api.open("POST", "registration/finalize", createPasskey().create(options)), 400);
    expectError(await api.keyed("POST", "mfa/login/initialize", {}), 400);
  });

  test("lists, reads, renames and deletes credentials, with links to other pages", async () => {
    const { passkey } = await register("cleo");
    await register("cleo");
    const listed = await api.keyed("GET", "credentials?user_id=cleo&per_page=1&order=asc");
    expect(listed.json).toEqual([
      {
        ...{ id: passkey.id, name: `cred-${passkey.id}`, public_key: expect.any(String), attestation_type: "none" },
        ...{ aaguid: "00000000-0000-0000-0000-000000000000", last_used_at: expect.any(String) },
        ...{ created_at: expect.any(String), transports: ["internal", "hybrid"], backup_eligible: true },
        ...{ backup_state: true, is_mfa: false, user_id: "cleo" },
      },
    ]);
    expect(listed.headers.get("x-total-count")).toBe("2");
    expect(listed.headers.get("link")).toMatch(
      /^<http[^>]*page=2[^>]*>; rel="last",<http[^>]*page=2[^>]*>; rel="next"$/,
    );
    const path = `credentials/${passkey.id}`;
    expect((await api.keyed("PATCH", path, { name: "Cleo's phone" })).status).toBe(204);
    expect(await ok(api.keyed("GET", path))).toMatchObject({ name: "Cleo's phone" });
    expectError(await api.keyed("PATCH", path, {}), 400);
    expect((await api.keyed("DELETE", path)).status).toBe(204);
    for (const method of ["GET", "PATCH", "DELETE"]) {
      expectError(await api.keyed(method, path, method === "PATCH" ? { name: "x" } : undefined), 404, method);
    }
    for (const query of ["order=up", "page=-1", "per_page=x"]) {
      expectError(await api.keyed("GET", `credentials?${query}`), 400, query);
    }
  });

  test("tells its audit log what was done, failures too", async () => {
    const { passkey } = await register("audrey");
    const options = await ok(api.keyed("POST", "login/initialize", { user_id: "audrey" }));
    expectError(await api.open("POST", "login/finalize", passkey.get(options, { signature: "flip" })), 401);
    const log = async () =>
      (await ok(api.keyed("GET", "audit_logs?actor_user_id=audrey"))) as { type: string; error?: string }[];
    await expect
      .poll(async () => (await log()).map(({ type }) => type))
      .toEqual([
        "webauthn_authentication_final_failed",
        "webauthn_authentication_init_succeeded",
        "webauthn_registration_final_succeeded",
        "webauthn_registration_init_succeeded",
      ]);
    const [last] = await log();
    expect(last).toMatchObject({
      ...{ error: "the signature is wrong", actor_user_id: "audrey", tenant_id: party.relyingPartyId },
      ...{ transaction_id: null, meta_source_ip: "127.0.0.1" },
    });
    const types = "webauthn_registration_init_succeeded,webauthn_registration_final_succeeded";
    const two = await ok(api.keyed("GET", `audit_logs?actor_user_id=audrey&type=${types}`));
    expect(two).toHaveLength(2);
    // Bound as a value, and nothing else: authentication-api.md section 4 row 13.
    const injected = encodeURIComponent("x') OR ('1'='1");
    expect(await ok(api.keyed("GET", `audit_logs?type=${injected}&q=${injected}`))).toEqual([]);
    expectError(await api.keyed("GET", "audit_logs?start_time=yesterday"), 400);
  });

  test("shares users and credentials with the Authentication API of the same relying party", async () => {
    const { passkey } = await register("shared");
    const own = authenticationApi(server.apiUrl, party);
    const begun = await own.request("POST", "authentication/initialize", { user: { id: "shared" } });
    // A ceremony ends in the API in which it began.
    expectError(await api.open("POST", "login/finalize", passkey.get(begun.json)), 401);
    const again = await own.request("POST", "authentication/initialize", { user: { id: "shared" } });
    expect((await own.request("POST", "authentication/finalize", passkey.get(again.json))).status).toBe(200);
  });

  test("lets scripts of the tenant's pages call, and of no others", async () => {
    const ask = async (origin: string, method: string) => {
      const headers = {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      };
      const { status, headers: told } = await api.open(method, "login/initialize", undefined, headers);
      return [
        status,
        told.get("access-control-allow-origin"),
        told.get("access-control-allow-credentials"),
        told.get("access-control-max-age"),
      ];
    };
    expect(await ask(pageOrigin, "OPTIONS")).toEqual([204, pageOrigin, "true", "7200"]);
    expect(await ask("https://evil.example", "OPTIONS")).toEqual([204, null, null, null]);
    expect((await ask(pageOrigin, "POST")).slice(0, 3)).toEqual([200, pageOrigin, "true"]);
    const { headers } = await api.open("POST", "login/initialize", undefined, { origin: pageOrigin });
    expect(headers.has("access-control-expose-headers")).toBe(false);
    expect((await ask("https://evil.example", "POST")).slice(0, 3)).toEqual([200, null, null]);
  });
});

test("data of a transaction may be as large as programs make it, and a user's picture may be any URL", async () => {
  await register("large");
  const transaction_data = { note: "x".repeat(60_000) };
  const ask = { user_id: "large", transaction_id: randomUUID(), transaction_data };
  await ok(api.keyed("POST", "transaction/initialize", ask));
  for (const icon of ["", "data:image/png;base64,AAAA", "https://a.example/a.png"]) {
    await ok(api.keyed("POST", "registration/initialize", { user_id: "large", username: "large", icon }));
  }
});

test("a registration that ends after its user was deleted is told that the user is gone", async () => {
  const options = await ok(api.keyed("POST", "registration/initialize", { user_id: "gone", username: "gone" }));
  const admin = httpClient(server.adminUrl);
  const users = `/tenants/${party.relyingPartyId}/users`;
  const listed = (await admin.request("GET", `${users}?per_page=100`)).json as { id: string; user_id: string }[];
  const { id } = listed.find(({ user_id }) => user_id === "gone") ?? {};
  expect((await admin.request("DELETE", `${users}/${id}`)).status).toBe(204);
  expectError(await api.open("POST", "registration/finalize", createPasskey().create(options)), 404);
});

// The weaknesses of the reference, authentication-api.md section 4 row 13, each absent here.
describe("a weakness of the reference is absent:", () => {
  test("the counter is stored and has to grow", async () => {
    const { passkey } = await register("counting", { passkey: createPasskey({ counter: 5 }) });
    await signIn(passkey);
    const options = await ok(api.open("POST", "login/initialize"));
    expectError(await api.open("POST", "login/finalize", passkey.get(options, { counter: 6 })), 401);
  });

  test("a challenge is used up by the first answer, right or wrong", async () => {
    const { passkey } = await register("once");
    const options = await ok(api.open("POST", "login/initialize"));
    expectError(await api.open("POST", "login/finalize", passkey.get(options, { signature: "flip" })), 401);
    expectError(await api.open("POST", "login/finalize", passkey.get(options)), 401);
  });

  test("a user whose id has sixteen bytes signs in", async () => {
    const { passkey } = await register("sixteen-bytes-02");
    expect(await claimsOf((await signIn(passkey)).token)).toMatchObject({ sub: "sixteen-bytes-02" });
  });

  test("a body in pieces, without a length, is read", async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"user_id":"nobody-there"}'));
        controller.close();
      },
    });
    const response = await fetch(`${server.apiUrl}/${party.relyingPartyId}/login/initialize`, {
      ...{ method: "POST", body, duplex: "half" as const },
      headers: { "content-type": "application/json", apikey: party.secret },
    });
    expect(response.status).toBe(404);
  });

  test("what nobody verified has a status of its own, and users without passkeys are no internal error", async () => {
    const options = await ok(api.keyed("POST", "registration/initialize", { user_id: "una", username: "una" }));
    const unverified = createPasskey({ userVerified: false }).create(options);
    expectError(await api.open("POST", "registration/finalize", unverified), 422);
    expectError(await api.keyed("POST", "login/initialize", { user_id: "una" }), 400);
    expectError(
      await api.keyed("POST", "transaction/initialize", { user_id: "una", transaction_id: "x", transaction_data: {} }),
      400,
    );
  });
});

const bodies = [
  ["registration/initialize", {}],
  ["registration/initialize", { user_id: "a" }],
  ["registration/initialize", { user_id: "", username: "a" }],
  ["registration/initialize", { user_id: 7, username: "a" }],
  ["registration/initialize", { user_id: "a".repeat(65), username: "a" }],
  ["registration/initialize", { user_id: "a", username: "a".repeat(129) }],
  ["registration/initialize", { user_id: "a", username: "a", display_name: "a".repeat(129) }],
  ["registration/initialize", { user_id: "a", username: "a", icon: "picture" }],
  ["registration/initialize", { user_id: "a\0b", username: "a" }],
  ["registration/initialize", "{"],
  ["registration/initialize", "[]"],
  ["login/initialize", { user_id: "" }],
  ["login/initialize", { user_id: [] }],
  ["transaction/initialize", { user_id: "a", transaction_id: "x" }],
  ["transaction/initialize", { user_id: "a", transaction_id: "x", transaction_data: null }],
  ["transaction/initialize", { user_id: "a", transaction_id: "x", transaction_data: 0 }],
  ["transaction/initialize", { user_id: "a", transaction_id: "x", transaction_data: "" }],
  ["transaction/initialize", { user_id: "a", transaction_id: "x".repeat(129), transaction_data: {} }],
  ["transaction/initialize", '{"user_id":"a","transaction_id":"x","transaction_data":{"n":1e999}}'],
  ["mfa/registration/initialize", {}],
  ["mfa/login/initialize", { user_id: null }],
  ["registration/finalize", {}],
  ["registration/finalize", ""],
  ["login/finalize", { id: "AQ==", rawId: "AQ", type: "public-key", response: {} }],
  ["transaction/finalize", { id: "AQ", rawId: "AQ", type: "key", response: {} }],
  ["mfa/login/finalize", "null"],
] as const;

test.each(bodies)("a bad body of %s is a bad request: %j", async (path, body) => {
  const described = await readDescription(server.apiUrl);
  const reply = await api.keyed("POST", path, body);
  expectError(reply, 400);
  described.expectDescribed("POST", `/${party.relyingPartyId}/${path}`, reply);
});

const keyedRoutes = [
  ["POST", "registration/initialize"],
  ["POST", "transaction/initialize"],
  ["POST", "transaction/finalize"],
  ["GET", "transaction/someone"],
  ["POST", "mfa/registration/initialize"],
  ["POST", "mfa/registration/finalize"],
  ["POST", "mfa/login/initialize"],
  ["POST", "mfa/login/finalize"],
  ["GET", "credentials"],
  ["GET", "credentials/AQIDBA"],
  ["PATCH", "credentials/AQIDBA"],
  ["DELETE", "credentials/AQIDBA"],
  ["GET", "audit_logs"],
] as const;

describe.each(keyedRoutes)("%s %s", (method, path) => {
  test("is refused without a key, with a wrong one, and with that of another tenant", async () => {
    const other = await newParty(client);
    expectError(await api.open(method, path), 401);
    for (const apiKey of ["", "wrong", other.secret])
      expectError(await api.open(method, path, undefined, { apiKey }), 401);
  });

  test("is a bad request where the tenant is no UUID, and not found where there is none", async () => {
    const http = httpClient(server.apiUrl);
    expectError(await http.request(method, `/tenant/${path}`, { headers: { apiKey: party.secret } }), 400);
    expectError(await http.request(method, `/${randomUUID()}/${path}`, { headers: { apiKey: party.secret } }), 404);
  });
});

test("one tenant sees nothing of another, on any route", async () => {
  const { passkey } = await register("matrix");
  const stranger = passkeyApi(server.apiUrl, await newParty(client));
  const login = await ok(api.open("POST", "login/initialize"));
  const creation = await ok(api.keyed("POST", "registration/initialize", { user_id: "matrix", username: "m" }));
  const attempts = [
    ["POST", "login/initialize", { user_id: "matrix" }, 404],
    ["POST", "login/finalize", passkey.get(login), 401],
    ["POST", "registration/finalize", createPasskey().create(creation), 400],
    ["POST", "transaction/initialize", { user_id: "matrix", transaction_id: "m", transaction_data: { a: 1 } }, 404],
    ["POST", "transaction/finalize", passkey.get(login), 401],
    ["POST", "mfa/login/initialize", { user_id: "matrix" }, 404],
    ["POST", "mfa/login/finalize", passkey.get(login), 401],
    ["POST", "mfa/registration/finalize", createPasskey().create(creation), 400],
    ["GET", `credentials/${passkey.id}`, undefined, 404],
    ["PATCH", `credentials/${passkey.id}`, { name: "stolen" }, 404],
    ["DELETE", `credentials/${passkey.id}`, undefined, 404],
  ] as const;
  for (const [method, path, body, status] of attempts) {
    expectError(await stranger.keyed(method, path, body), status, `${method} ${path}`);
  }
  expect(await ok(stranger.keyed("GET", "credentials"))).toEqual([]);
  expect(
    (await ok(
      stranger.keyed("GET", "audit_logs?actor_user_id=matrix&type=webauthn_registration_final_succeeded"),
    )) as [],
  ).toEqual([]);
  expect((await api.open("POST", "login/finalize", passkey.get(login))).status).toBe(200);
});

describe("the administration of relying parties", () => {
  const admin = () => httpClient(server.adminUrl);
  const config = {
    cors: { allowed_origins: ["https://shop.example"], allow_unsafe_wildcard: false },
    webauthn: {
      relying_party: { id: "shop.example", display_name: "Shop", origins: ["https://shop.example"] },
      timeout: 30_000,
    },
  };
  const full = {
    ...{ user_verification: "required", attestation_preference: "direct", resident_key_requirement: "required" },
    ...{ timeout: 30_000 },
  };
  const mfa = {
    ...{ timeout: 30_000, user_verification: "preferred", attachment: "cross-platform" },
    ...{ attestation_preference: "direct", resident_key_requirement: "discouraged" },
  };

  async function created(): Promise<{ id: string; api_key: { secret: string } }> {
    const reply = await admin().request("POST", "/tenants", {
      body: { display_name: "Shop", config, create_api_key: true },
    });
    expect(reply.status, reply.text).toBe(201);
    return reply.json as { id: string; api_key: { secret: string } };
  }

  test("creates, reads with every default, renames, configures, lists and deletes", async () => {
    const { id, api_key } = await created();
    expect(api_key).toEqual({
      id: expect.any(String),
      name: "Initial API Key",
      secret: expect.stringMatching(/^[\w-]{86}==$/),
      created_at: expect.any(String),
    });
    const http = admin();
    expect((await http.request("GET", `/tenants/${id}`)).json).toEqual({
      ...{ id, display_name: "Shop" },
      config: { cors: config.cors, webauthn: { ...config.webauthn, ...full }, mfa },
    });
    expect((await http.request("PUT", `/tenants/${id}`, { body: { display_name: "Bigger shop" } })).status).toBe(204);
    const changed = { ...config, webauthn: { ...config.webauthn, timeout: 45_000, user_verification: "preferred" } };
    expect((await http.request("PUT", `/tenants/${id}/config`, { body: changed })).status).toBe(204);
    expect((await http.request("GET", `/tenants/${id}`)).json).toMatchObject({
      display_name: "Bigger shop",
      config: { webauthn: { timeout: 45_000, user_verification: "preferred" }, mfa: { timeout: 45_000 } },
    });
    expect((await http.request("GET", "/tenants")).json).toContainEqual({ id, display_name: "Bigger shop" });
    expect((await http.request("DELETE", `/tenants/${id}`)).status).toBe(204);
    expectError(await http.request("GET", `/tenants/${id}`), 404);
    expectError(
      await httpClient(server.apiUrl).request("GET", `/${id}/credentials`, { headers: { apikey: api_key.secret } }),
      404,
    );
  });

  test("makes, lists and revokes API keys; a secret is shown once", async () => {
    const { id } = await created();
    const http = admin();
    const path = `/tenants/${id}/secrets/api`;
    const made = await http.request("POST", path, { body: { name: "second" } });
    const { id: keyId, secret } = made.json as { id: string; secret: string };
    expect(made.status).toBe(201);
    expectError(await http.request("POST", path, { body: { name: "second" } }), 409);
    const listed = (await http.request("GET", path)).json as { name: string; secret: string }[];
    expect(listed.map(({ name }) => name).sort()).toEqual(["Initial API Key", "second"]);
    expect(JSON.stringify(listed)).not.toContain(secret);
    const open = () => httpClient(server.apiUrl).request("GET", `/${id}/credentials`, { headers: { apikey: secret } });
    expect((await open()).status).toBe(200);
    expect((await http.request("DELETE", `${path}/${keyId}`)).status).toBe(204);
    expectError(await open(), 401);
    expectError(await http.request("DELETE", `${path}/${keyId}`), 404);
    expectError(await http.request("DELETE", `${path}/nothing`), 400);
  });

  test("makes signing keys, of which the newest signs and all are published", async () => {
    const { id } = await created();
    const http = admin();
    const path = `/tenants/${id}/secrets/jwk`;
    const before = (await http.request("GET", path)).json as { id: string; name: string }[];
    expect(before.map(({ name }) => name)).toEqual(["Initial JWK Key"]);
    const made = await http.request("POST", path, { body: { name: "next" } });
    expect([made.status, made.json]).toEqual([
      201,
      { id: expect.any(String), name: "next", secret: "", created_at: expect.any(String) },
    ]);
    expectError(await http.request("POST", path, { body: { name: "next" } }), 409);
    const published = async () =>
      (
        (await httpClient(server.apiUrl).request("GET", `/${id}/.well-known/jwks.json`)).json as {
          keys: { kid: string }[];
        }
      ).keys;
    expect(await published()).toHaveLength(2);
    expect((await http.request("DELETE", `${path}/${before[0]?.id}`)).status).toBe(204);
    expect((await published()).map(({ kid }) => kid)).toEqual([(made.json as { id: string }).id]);
    expectError(await http.request("DELETE", `${path}/${randomUUID()}`), 404);
  });

  test("reads and deletes users, of their own tenant alone", async () => {
    const { passkey } = await register("user-01");
    const { id: other } = await created();
    const http = admin();
    const users = `/tenants/${party.relyingPartyId}/users`;
    const listed = await http.request("GET", `${users}?per_page=100`);
    const user = (listed.json as { id: string; user_id: string }[]).find(({ user_id }) => user_id === "user-01");
    expect(user).toEqual({
      id: expect.any(String),
      user_id: "user-01",
      name: "user-01@a.example",
      icon: "",
      display_name: "user-01@a.example",
    });
    expectError(await http.request("GET", `/tenants/${other}/users/${user?.id}`), 404);
    expectError(await http.request("DELETE", `/tenants/${other}/users/${user?.id}`), 404);
    expect((await http.request("GET", `${users}/${user?.id}`)).json).toMatchObject({
      user_id: "user-01",
      credentials: [{ id: passkey.id }],
      transactions: [],
    });
    expect((await http.request("DELETE", `${users}/${user?.id}`)).status).toBe(204);
    expectError(await http.request("GET", `${users}/${user?.id}`), 404);
    expectError(await http.request("GET", `${users}/nobody`), 400);
    expectError(
      await api.open("POST", "login/finalize", passkey.get(await ok(api.open("POST", "login/initialize")))),
      401,
    );
  });

  test.each([
    {},
    { display_name: "x" },
    { display_name: "", config },
    { display_name: "x", config: { ...config, cors: { allowed_origins: [], allow_unsafe_wildcard: false } } },
    { display_name: "x", config: { ...config, webauthn: { ...config.webauthn, timeout: 0 } } },
    { display_name: "x", config: { ...config, webauthn: { ...config.webauthn, user_verification: "maybe" } } },
    {
      display_name: "x",
      config: {
        ...config,
        webauthn: { ...config.webauthn, relying_party: { id: "https://x", display_name: "x", origins: ["https://x"] } },
      },
    },
  ])("refuses a bad tenant: %j", async (body) => {
    expectError(await admin().request("POST", "/tenants", { body }), 400);
  });
});
