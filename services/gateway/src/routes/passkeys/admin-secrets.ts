import { rfc3339 } from "@signet/json";
import { isUuid, uuidv7 } from "@signet/kit";
import { type ApiKey, ApiKeyKind } from "@signet/proto/credential/v1/api_key";
import type { RelyingPartyKey } from "@signet/proto/credential/v1/relying_party_service";
import { empty, json } from "../../http/answer.ts";
import type { Route } from "../../http/route.ts";
import type { Neighbours } from "../../neighbours.ts";
import { secretBody } from "./admin-bodies.ts";
import { adminOperations as operations } from "./admin-operations.ts";
import { adminRoute as route } from "./admin-route.ts";
import { withBody } from "./routes.ts";
import type { TenantRequest } from "./tenant.ts";

/** What the secrets of tenants are asked of. */
type Asked = Pick<Neighbours, "relyingParties" | "apiKeys">;

/** API keys and signing keys of a tenant (authentication-api.md section 2.10). */
export function relyingPartySecretRoutes(asked: Asked): readonly Route[] {
  const { relyingParties: parties, apiKeys } = asked;

  return [
    route("GET", "/secrets/api", {
      operation: operations.listApiKeys,
      serve: async (request) =>
        json(
          200,
          (await keysOf(asked, request)).map((key) => keyJson(key, `${key.prefix}…`)),
        ),
    }),
    route("POST", "/secrets/api", {
      operation: operations.createApiKey,
      serve: (request) =>
        withBody(request, secretBody, async ({ name }) => {
          if ((await keysOf(asked, request)).some((key) => key.name === name)) {
            return { failure: { status: 409, message: "the name has been used" } };
          }
          return json(201, await makeApiKey(asked, request, name));
        }),
    }),
    route("DELETE", "/secrets/api/:secretId", {
      operation: operations.deleteApiKey,
      async serve(request) {
        const secretId = (request.exchange.params.secretId ?? "").toLowerCase();
        if (!isUuid(secretId)) return { failure: { status: 400, message: "secret_id must be a UUID" } };
        const key = (await keysOf(asked, request)).find(({ apiKeyId }) => apiKeyId === secretId);
        if (!key) return { failure: { status: 404, message: "there is no such secret" } };
        await apiKeys.revokeApiKey({ apiKeyId: key.apiKeyId }, request.call);
        return empty(204);
      },
    }),

    route("GET", "/secrets/jwk", {
      operation: operations.listSigningKeys,
      async serve({ relyingPartyId, call }) {
        const { keys } = await parties.listRelyingPartyKeys({ relyingPartyId }, call);
        return json(200, keys.map(signingKeyJson));
      },
    }),
    route("POST", "/secrets/jwk", {
      operation: operations.createSigningKey,
      serve: (request) =>
        withBody(request, secretBody, async ({ name }) => {
          const ask = { relyingPartyId: request.relyingPartyId, name };
          const { key } = await parties.createRelyingPartyKey(ask, request.call);
          return json(201, key && signingKeyJson(key));
        }),
    }),
    route("DELETE", "/secrets/jwk/:secretId", {
      operation: operations.deleteSigningKey,
      async serve({ relyingPartyId, exchange, call }) {
        await parties.deleteRelyingPartyKey({ relyingPartyId, keyId: exchange.params.secretId ?? "" }, call);
        return empty(204);
      },
    }),
  ];
}

const KEYS_A_PAGE = 500;

/** The keys that hold; a revoked one is a deleted one here. Fails where there is no such tenant. */
async function keysOf({ relyingParties, apiKeys }: Asked, request: TenantRequest): Promise<readonly ApiKey[]> {
  const { relyingPartyId, call } = request;
  await relyingParties.getRelyingParty({ relyingPartyId }, call);
  const keys: ApiKey[] = [];
  let pageToken = "";
  do {
    const page = await apiKeys.listApiKeys({ relyingPartyId, pageSize: KEYS_A_PAGE, pageToken }, call);
    keys.push(...page.apiKeys);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return keys.filter(({ revokeTime }) => revokeTime === undefined);
}

/** Makes a key that signs, too: with it the Authentication API of the same relying party is open. */
export async function makeApiKey(
  { apiKeys }: Asked,
  { relyingPartyId, call }: Pick<TenantRequest, "relyingPartyId" | "call">,
  name: string,
) {
  const ask = { apiKeyId: uuidv7(), name, kind: ApiKeyKind.HMAC, relyingPartyId };
  const { apiKey, secret } = await apiKeys.createApiKey(ask, call);
  return apiKey && keyJson(apiKey, secret);
}

function keyJson({ apiKeyId: id, name, createTime }: ApiKey, secret: string) {
  return { id, name, secret, created_at: createTime && rfc3339(createTime) };
}

/** Private keys are sealed under the keys of the installation and leave it in no form. */
function signingKeyJson({ keyId: id, name, createTime }: RelyingPartyKey) {
  return { id, name, secret: "", created_at: createTime && rfc3339(createTime) };
}
