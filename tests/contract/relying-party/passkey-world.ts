import { createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { undoAtEnd } from "@signet/db/test";
import { createPasskey, type Passkey, type Reply } from "@signet/testkit";
import { expect } from "vitest";
import { startServer } from "../server.ts";
import { clientOf, newParty } from "./party.ts";
import { passkeyApi } from "./passkey-api.ts";

/** The JSON of an answer that has to be a good one. */
export async function ok(reply: Promise<Reply>): Promise<unknown> {
  const { status, text, json } = await reply;
  expect(status, text).toBe(200);
  return json;
}

/** Checks an error as authentication-api.md section 2.1 has it. */
export function expectError(reply: Reply, status: number, about = ""): void {
  expect(reply.status, `${about}: ${reply.text}`).toBe(status);
  expect(reply.json, about).toEqual({ title: expect.any(String), details: expect.any(String), status });
}

interface Who {
  readonly mfa?: boolean;
  readonly passkey?: Passkey;
}

/** A server with one tenant of the passkey API, and what its pages and its back end do. Stops when the file is done. */
export async function passkeyWorld() {
  const server = await startServer();
  undoAtEnd(() => server.stop());
  const client = clientOf(server);
  undoAtEnd(async () => client.close());
  const party = await newParty(client);
  const api = passkeyApi(server.apiUrl, party);

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

  return { server, client, party, api, register, signIn, claimsOf };
}
