import { createHash, createHmac, randomUUID } from "node:crypto";
import { createSignetClient, type SignetClient } from "@signet/client";
import { ApiKeyKind } from "@signet/proto/credential/v1/api_key";
import { httpClient, type Reply } from "@signet/testkit";
import { expect } from "vitest";
import { pageOrigin, rpcKey, type Server } from "../server.ts";

/** A relying party with a key, as its back end knows them. */
export interface Party {
  readonly relyingPartyId: string;
  readonly keyId: string;
  readonly secret: string;
}

/** The typed services of a server under test. */
export function clientOf(server: Server): SignetClient {
  return createSignetClient({ baseUrl: server.rpcUrl, apiKey: rpcKey });
}

/** The configuration of a relying party whose pages are at the origin of these tests. */
export const atThesePages = { rpId: "localhost", origins: [pageOrigin], corsOrigins: [pageOrigin] };

/** Makes a relying party. */
export async function newParty(client: SignetClient): Promise<Party> {
  const relyingPartyId = randomUUID();
  await client.relyingParties.createRelyingParty({ relyingPartyId, displayName: "Bea's shop", config: atThesePages });
  const keyId = randomUUID();
  const { secret } = await client.apiKeys.createApiKey({
    ...{ apiKeyId: keyId, name: "test", kind: ApiKeyKind.HMAC, relyingPartyId },
  });
  return { relyingPartyId, keyId, secret };
}

/** What a signature may have wrong. */
export interface Signing {
  readonly time?: string | number;
  readonly nonce?: string;
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
  readonly keyId?: string;
  readonly secret?: string;
  /** Changes the members of the token after signing. */
  readonly token?: (members: Readonly<Record<string, unknown>>) => unknown;
  /** Puts the parts of the message into another order. */
  readonly order?: readonly number[];
}

/** The header of a signed request (authentication-api.md section 1.2.1). */
export function signature(
  { keyId, secret }: Party,
  request: Required<Pick<Signing, "method" | "path" | "body">>,
  wrong: Signing = {},
) {
  const { method, path, body } = { ...request, ...wrong };
  const apiKeyId = wrong.keyId ?? keyId;
  const time = wrong.time ?? String(Math.floor(Date.now() / 1_000));
  const nonce = wrong.nonce ?? randomUUID();
  const hash = body === "" ? [] : [createHash("sha256").update(body).digest("hex")];
  const parts = [apiKeyId, String(time), method, path, nonce, ...hash];
  const message = (wrong.order ?? parts.map((_, index) => index)).map((index) => parts[index]).join(":");
  const signed = createHmac("sha256", wrong.secret ?? secret)
    .update(message)
    .digest("hex");
  const members = { apiKeyId, time, nonce, signature: signed };
  const token = JSON.stringify(wrong.token?.(members) ?? members);
  return `hanko ${Buffer.from(token).toString("base64").replace(/=+$/, "")}`;
}

/** The Authentication API as a client of some relying party sees it. */
export function authenticationApi(apiUrl: string, party: Party) {
  const http = httpClient(apiUrl);
  return {
    /** A signed request; `body` goes out as it is when it is a text. */
    async request(method: string, path: string, body?: unknown, wrong: Signing = {}): Promise<Reply> {
      const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
      const full = `/v1/webauthn/${path}`;
      const [plain = ""] = full.split("?");
      const authorization = signature(party, { method, path: plain, body: text }, wrong);
      return http.request(method, full, { headers: { authorization }, ...(body !== undefined && { body: text }) });
    },
    /** The same with an Authorization header of the test's own. */
    withHeader: (method: string, path: string, authorization: string | undefined, body?: unknown) =>
      http.request(method, `/v1/webauthn/${path}`, {
        headers: authorization === undefined ? {} : { authorization },
        body,
      }),
  };
}

/** An error as section 1.8 has it. */
export function expectError(reply: Reply, status: number, about = ""): void {
  expect(reply.status, `${about}: ${reply.text}`).toBe(status);
  expect(reply.headers.get("content-type"), about).toBe("application/json; charset=utf-8");
  expect(reply.json, about).toEqual({
    ...{ message: expect.any(String), details: "", debug_message: "" },
    ...{ status_text: expect.stringMatching(/\S/), status_code: status },
  });
}
