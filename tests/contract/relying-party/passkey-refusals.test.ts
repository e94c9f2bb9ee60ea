import { randomUUID } from "node:crypto";
import { createPasskey, httpClient } from "@signet/testkit";
import { describe, expect, test } from "vitest";
import { readDescription } from "../described.ts";
import { newParty } from "./party.ts";
import { passkeyApi } from "./passkey-api.ts";
import { expectError, ok, passkeyWorld } from "./passkey-world.ts";

const { server, client, party, api, register } = await passkeyWorld();

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
