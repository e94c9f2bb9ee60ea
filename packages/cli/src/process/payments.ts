import { randomUUID } from "node:crypto";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { createSignetClient, type SignetClient } from "@signet/client";
import type { Payments } from "@signet/demo";
import { ApiKeyKind } from "@signet/proto/credential/v1/api_key";
import { createAuthenticationClient } from "@signet/sdk";

/** Where the demo's shop finds the server, and where its own pages are. */
export interface Shop {
  readonly apiUrl: string;
  readonly rpcUrl: string;
  readonly rpcKey: string;
  readonly origin: string;
}

/** Always the same, so that passkeys of yesterday's trial still pay today. */
const SHOP_ID = "b34a1f0e-5d2c-4a76-9e0b-1c8f6d2a7e11";
const KEY_NAME = "demo page";

/** Makes the demo's shop a relying party with a key of its own, as an operator would with the command line. */
export async function openPayments({ apiUrl, rpcUrl, rpcKey, origin }: Shop): Promise<Payments> {
  const client = createSignetClient({ baseUrl: rpcUrl, apiKey: rpcKey });
  const config = { rpId: new URL(origin).hostname, origins: [origin] };
  const named = { relyingPartyId: SHOP_ID, displayName: "Signet demo shop", config };
  await client.relyingParties.createRelyingParty(named);
  await client.relyingParties.updateRelyingParty(named);
  const { id: apiKeyId, secret: apiSecret } = await freshKey(client);
  return {
    api: createAuthenticationClient({ apiUrl, apiKeyId, apiSecret }),
    verify: (transactionId) => verify(client, transactionId),
  };
}

/** Its secret is nowhere but here, so the key of the run before is of no use to anybody. */
async function freshKey({ apiKeys }: SignetClient) {
  const { apiKeys: before } = await apiKeys.listApiKeys({ relyingPartyId: SHOP_ID });
  for (const { apiKeyId, name } of before) if (name === KEY_NAME) await apiKeys.revokeApiKey({ apiKeyId });
  const id = randomUUID();
  const ask = { apiKeyId: id, name: KEY_NAME, kind: ApiKeyKind.HMAC, relyingPartyId: SHOP_ID };
  return { id, secret: (await apiKeys.createApiKey(ask)).secret };
}

async function verify({ relyingPartyTransactions }: SignetClient, transactionId: string) {
  const ask = { relyingPartyId: SHOP_ID, transactionId };
  const { valid, checks, transaction, evidence } = await relyingPartyTransactions.verifyRelyingPartyTransaction(ask);
  return {
    ...{ valid, checks: checks.map(({ name, passed }) => ({ name, passed })) },
    ...{ text: transaction?.text ?? "", userId: transaction?.userId ?? "" },
    ...{ credentialId: transaction?.credentialId ?? "", origin: evidence?.origin ?? "" },
    signTime: transaction?.signTime ? timestampDate(transaction.signTime).toISOString() : "",
  };
}
