import { randomUUID } from "node:crypto";
import { httpClient } from "@signet/testkit";
import { describe, expect, test } from "vitest";
import { expectError, ok, passkeyWorld } from "./passkey-world.ts";

const { server, party, api, register } = await passkeyWorld();

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
