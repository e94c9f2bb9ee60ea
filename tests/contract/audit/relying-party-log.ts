import { randomUUID } from "node:crypto";
import { createPasskey, httpClient } from "@signet/testkit";
import { expect } from "vitest";
import { clientOf, newParty } from "../relying-party/party.ts";
import type { Server } from "../server.ts";
import { type Customer, type PartyDeed, partyDeeds, user_id } from "./relying-party-deeds.ts";

/** The log of a relying party's own, and what it should say. */
export interface PartyLog {
  readonly expected: ReadonlyMap<PartyDeed, { readonly requestId: string; readonly entry: object }>;
  read(): Promise<readonly { readonly meta_http_request_id: string }[]>;
}

/** Does everything at the passkey API of a new relying party. */
export async function tellParty(server: Server): Promise<PartyLog> {
  const client = clientOf(server);
  const { relyingPartyId, secret: apiKey } = await newParty(client).finally(client.close);
  const headers: Record<string, string> = { "user-agent": "Test/1.0", apiKey };
  const http = httpClient(`${server.apiUrl}/${relyingPartyId}`, { headers });
  let said: unknown;
  const by: Customer = {
    passkey: createPasskey(),
    securityKey: createPasskey({ attachment: "cross-platform" }),
    said: () => said,
    async send(method, path, body) {
      said = (await http.request(method, `/${path}`, { body })).json;
    },
  };
  const expected = new Map<PartyDeed, { readonly requestId: string; readonly entry: object }>();
  for (const deed of partyDeeds) {
    delete headers["x-request-id"];
    await deed.before?.(by);
    const requestId = randomUUID();
    headers["x-request-id"] = requestId;
    await deed.act(by);
    expected.set(deed, { requestId, entry: entryOf(deed, { requestId, relyingPartyId }) });
  }
  const read = async () => (await http.request("GET", "/audit_logs?per_page=100")).json as never[];
  return { expected, read };
}

function entryOf(deed: PartyDeed, { requestId, relyingPartyId }: Readonly<Record<string, string>>) {
  const { type, error, transaction_id = null } = deed;
  const actor_user_id = "actor" in deed ? deed.actor : user_id;
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
  return {
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    type,
    ...(error !== undefined && { error }),
    meta_http_request_id: requestId,
    meta_source_ip: "127.0.0.1",
    meta_user_agent: "Test/1.0",
    ...(actor_user_id !== undefined && { actor_user_id }),
    created_at: time,
    updated_at: time,
    tenant_id: relyingPartyId,
    transaction_id,
  };
}
