import type { SignetClient } from "@signet/client";
import { httpClient } from "@signet/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePorts } from "../../e2e/program.ts";
import { type Server, startServer } from "../server.ts";
import { clientOf, newParty, type Party, signature } from "./party.ts";

let server: Server;
let client: SignetClient;
let party: Party;
let ownUrl: string;
beforeAll(async () => {
  const [port = 0] = await freePorts(1);
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
