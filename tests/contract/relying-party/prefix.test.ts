import type { SignetClient } from "@signet/client";
import { freePort, httpClient } from "@signet/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../server.ts";
import { clientOf, expectError, newParty, type Party, signature } from "./party.ts";

let server: Server;
let client: SignetClient;
let party: Party;
let ownUrl: string;
beforeAll(async () => {
  const port = await freePort();
  ownUrl = `http://127.0.0.1:${port}`;
  const authentication = { address: `127.0.0.1:${port}`, path_prefix: "/hanko/api" };
  server = await startServer({ server: { authentication } });
  client = clientOf(server);
  party = await newParty(client);
});
afterAll(async () => {
  client?.close();
  await server?.stop();
});

const plain = "/v1/webauthn/credentials";
const spellings = [
  ["/hanko/api/v1/webauthn/credentials", "/hanko/api/v1/webauthn/credentials"],
  ["/hanko/api/v1/webauthn/credentials", plain],
  ["/hanko/api/v1/webauthn/credentials", plain.slice(1)],
  ["/hanko/api/v1/webauthn/credentials/", "/hanko/api/v1/webauthn/credentials"],
  // Behind a proxy that takes the prefix off.
  [plain, "/hanko/api/v1/webauthn/credentials"],
  [plain, plain],
] as const;

test.each(spellings)("at an address of its own, %s signed as %s is accepted", async (path, signed) => {
  const authorization = signature(party, { method: "GET", path: signed, body: "" });
  expect((await httpClient(ownUrl).request("GET", path, { headers: { authorization } })).status).toBe(200);
});

test("what has an address of its own is nowhere else", async () => {
  const authorization = `secret ${party.secret}`;
  expect((await httpClient(server.apiUrl).request("GET", plain, { headers: { authorization } })).status).toBe(404);
  expect((await httpClient(ownUrl).request("POST", "/login")).status).toBe(404);
});

// Clients read the body of every refusal (authentication-api.md sections 1.8 and 2.1), also where nothing is.
test.each([
  ["GET", "/v1/webauthn/requests", 404],
  ["GET", "/v1/webauthn", 404],
  ["GET", "/hanko/api/v1/webauthn/requests", 404],
  ["PATCH", "/v1/webauthn/credentials/AQIDBA", 404],
  ["GET", `/v1/webauthn/credentials/${"A".repeat(1_365)}`, 400],
  ["GET", "/v1/webauthn/credentials/%", 400],
])("what is asked for at %s %s is refused in the words of the API", async (method, path, status) => {
  expectError(await httpClient(ownUrl).request(method, path), status);
});

test.each([
  ["GET", "nothing", 404],
  ["PUT", "credentials/AQIDBA", 404],
  ["GET", "", 404],
  ["GET", "credentials/%", 400],
])("what a tenant asks for at %s %s is refused in those of the passkey API", async (method, path, status) => {
  const reply = await httpClient(server.apiUrl).request(method, `/${party.relyingPartyId}/${path}`);
  expect([reply.status, reply.json]).toEqual([
    status,
    { title: expect.any(String), details: expect.any(String), status },
  ]);
});
