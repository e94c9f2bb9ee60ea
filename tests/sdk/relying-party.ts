import { randomUUID } from "node:crypto";
import { createSignetClient, type SignetClient } from "@signet/client";
import { ApiKeyKind } from "@signet/proto/credential/v1/api_key";
import { pageOrigin, rpcKey, type Server, type Settings, startServer } from "../contract/server.ts";

/** A server, and as many relying parties as a test wants. */
export interface RelyingParties {
  readonly server: Server;
  readonly signet: SignetClient;
  /** A relying party of its own, whose pages are where passkeys of the testkit are made unless told otherwise. */
  create(options?: { readonly origin?: string }): Promise<RelyingParty>;
  stop(): Promise<void>;
}

/** What the back end of a relying party knows: one instance of the Authentication API, one tenant of the passkey server. */
export interface RelyingParty {
  readonly tenantId: string;
  /** Of both APIs. */
  readonly url: string;
  readonly apiKeyId: string;
  readonly apiSecret: string;
}

/** Starts a server with these settings over an empty database. */
export async function startRelyingParties(settings: Settings = {}): Promise<RelyingParties> {
  const server = await startServer(settings);
  const signet = createSignetClient({ baseUrl: server.rpcUrl, apiKey: rpcKey });
  return {
    server,
    signet,
    create: (options) => createRelyingParty({ signet, url: server.apiUrl }, options),
    async stop() {
      signet.close();
      await server.stop();
    },
  };
}

/** Makes a relying party and its key over RPC. */
export async function createRelyingParty(
  { signet, url }: { readonly signet: SignetClient; readonly url: string },
  { origin = pageOrigin }: { readonly origin?: string } = {},
): Promise<RelyingParty> {
  const [tenantId, apiKeyId] = [randomUUID(), randomUUID()];
  const config = { rpId: "localhost", origins: [origin], corsOrigins: [origin] };
  await signet.relyingParties.createRelyingParty({ relyingPartyId: tenantId, displayName: "Example Shop", config });
  const key = { apiKeyId, name: "the shop's back end", kind: ApiKeyKind.HMAC, relyingPartyId: tenantId };
  const { secret } = await signet.apiKeys.createApiKey(key);
  return { tenantId, url, apiKeyId, apiSecret: secret };
}
