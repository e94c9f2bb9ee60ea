import { rfc3339 } from "@signet/json";
import { isUuid, uuidv4, uuidv7 } from "@signet/kit";
import { type ApiKey, ApiKeyKind } from "@signet/proto/credential/v1/api_key";
import type { RelyingPartyKey } from "@signet/proto/credential/v1/relying_party_service";
import { empty, json } from "../../http/answer.ts";
import { callOf, queryOf } from "../../http/exchange.ts";
import { readJson } from "../../http/json-body.ts";
import type { Operation } from "../../http/operation.ts";
import { pageAnswer } from "../../http/paging.ts";
import type { Outcome, Route } from "../../http/route.ts";
import type { Neighbours } from "../../neighbours.ts";
import { configBody, configJson, configOf, displayNameBody, secretBody, tenantBody } from "./admin-bodies.ts";
import { adminOperations as operations } from "./admin-operations.ts";
import { credentialJson, transactionJson, userJson } from "./json.ts";
import { listAuditLog } from "./management.ts";
import { pageFrom } from "./page.ts";
import { withBody } from "./routes.ts";
import { failures, ofTenant, type TenantRequest } from "./tenant.ts";

/** What the administration of relying parties asks. */
type Asked = Pick<Neighbours, "relyingParties" | "apiKeys" | "audit">;

/** The admin API of the passkey server, for operators (authentication-api.md section 2.10). */
export function relyingPartyAdminRoutes(asked: Asked): readonly Route[] {
  const { relyingParties: parties, apiKeys } = asked;
  const form = "passkeys" as const;

  const route = (
    method: Route["method"],
    path: string,
    { operation, serve }: { readonly operation: Operation; serve(request: TenantRequest): Promise<Outcome> },
  ): Route => ({
    ...{ method, path: `/tenants/:tenantId${path}`, operation, form, failures },
    handle: (exchange) => ofTenant(exchange, serve),
  });

  return [
    {
      ...{ method: "GET", path: "/tenants", operation: operations.list, form, failures },
      async handle(exchange) {
        const { relyingParties } = await parties.listRelyingParties({}, callOf(exchange));
        return json(
          200,
          relyingParties.map(({ relyingPartyId: id, displayName }) => ({ id, display_name: displayName })),
        );
      },
    },
    {
      ...{ method: "POST", path: "/tenants", operation: operations.create, form, failures },
      async handle(exchange) {
        const read = await readJson(exchange, tenantBody);
        if ("failure" in read) return read;
        const { display_name: displayName, config, create_api_key: withKey = false } = read.members;
        const call = callOf(exchange);
        const id = uuidv4();
        await parties.createRelyingParty({ relyingPartyId: id, displayName, config: configOf(config) }, call);
        if (!withKey) return json(201, { id });
        return json(201, { id, api_key: await makeKey({ relyingPartyId: id, exchange, call }, FIRST_KEY) });
      },
    },
    route("GET", "", {
      operation: operations.get,
      async serve({ relyingPartyId: id, call }) {
        const { relyingParty } = await parties.getRelyingParty({ relyingPartyId: id }, call);
        const config = relyingParty?.config && configJson(relyingParty.config);
        return json(200, { id, display_name: relyingParty?.displayName, config });
      },
    }),
    route("PUT", "", {
      operation: operations.rename,
      serve: (request) =>
        withBody(request, displayNameBody, async ({ display_name: displayName }) => {
          await parties.updateRelyingParty({ relyingPartyId: request.relyingPartyId, displayName }, request.call);
          return empty(204);
        }),
    }),
    route("DELETE", "", {
      operation: operations.remove,
      async serve({ relyingPartyId, call }) {
        await parties.deleteRelyingParty({ relyingPartyId }, call);
        return empty(204);
      },
    }),
    route("PUT", "/config", {
      operation: operations.configure,
      serve: (request) =>
        withBody(request, configBody, async (config) => {
          const { relyingPartyId, call } = request;
          await parties.updateRelyingParty({ relyingPartyId, config: configOf(config) }, call);
          return empty(204);
        }),
    }),
    route("GET", "/audit_logs", {
      operation: operations.listAuditLogs,
      async serve(request) {
        await mustExist(request);
        return listAuditLog(asked, request);
      },
    }),

    route("GET", "/secrets/api", {
      operation: operations.listApiKeys,
      serve: async (request) =>
        json(
          200,
          (await keysOf(request)).map((key) => keyJson(key, `${key.prefix}…`)),
        ),
    }),
    route("POST", "/secrets/api", {
      operation: operations.createApiKey,
      serve: (request) =>
        withBody(request, secretBody, async ({ name }) => {
          if ((await keysOf(request)).some((key) => key.name === name)) {
            return { failure: { status: 409, message: "the name has been used" } };
          }
          return json(201, await makeKey(request, name));
        }),
    }),
    route("DELETE", "/secrets/api/:secretId", {
      operation: operations.deleteApiKey,
      async serve(request) {
        const secretId = (request.exchange.params.secretId ?? "").toLowerCase();
        if (!isUuid(secretId)) return { failure: { status: 400, message: "secret_id must be a UUID" } };
        const key = (await keysOf(request)).find(({ apiKeyId }) => apiKeyId === secretId);
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

    route("GET", "/users", {
      operation: operations.listUsers,
      async serve({ relyingPartyId, exchange, call }) {
        const page = pageFrom(exchange);
        const order = queryOf(exchange, "sort_direction") || "desc";
        if (!page || (order !== "asc" && order !== "desc")) {
          return {
            failure: { status: 400, message: "page and per_page must be whole numbers, sort_direction asc or desc" },
          };
        }
        const ask = { relyingPartyId, page: page.number, pageSize: page.size, oldestFirst: order === "asc" };
        const { users, totalSize } = await parties.listRelyingPartyUsers(ask, call);
        return pageAnswer(exchange, users.map(userJson), { page, total: totalSize });
      },
    }),
    route("GET", "/users/:userId", {
      operation: operations.getUser,
      async serve({ relyingPartyId, exchange, call }) {
        const ask = { relyingPartyId, id: exchange.params.userId ?? "" };
        const { user, credentials, transactions } = await parties.getRelyingPartyUser(ask, call);
        return json(200, {
          ...(user && userJson(user)),
          credentials: credentials.map(credentialJson),
          transactions: transactions.map(transactionJson),
        });
      },
    }),
    route("DELETE", "/users/:userId", {
      operation: operations.deleteUser,
      async serve({ relyingPartyId, exchange, call }) {
        await parties.deleteRelyingPartyUser({ relyingPartyId, id: exchange.params.userId ?? "" }, call);
        return empty(204);
      },
    }),
  ];

  async function mustExist({ relyingPartyId, call }: TenantRequest): Promise<void> {
    await parties.getRelyingParty({ relyingPartyId }, call);
  }

  /** The keys that hold; a revoked one is a deleted one here. */
  async function keysOf(request: TenantRequest): Promise<readonly ApiKey[]> {
    const { relyingPartyId, call } = request;
    await mustExist(request);
    const keys: ApiKey[] = [];
    let pageToken = "";
    do {
      const page = await apiKeys.listApiKeys({ relyingPartyId, pageSize: KEYS_A_PAGE, pageToken }, call);
      keys.push(...page.apiKeys);
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
    return keys.filter(({ revokeTime }) => revokeTime === undefined);
  }

  async function makeKey({ relyingPartyId, call }: TenantRequest, name: string) {
    // One that signs, too: with it the Authentication API of the same relying party is open.
    const ask = { apiKeyId: uuidv7(), name, kind: ApiKeyKind.HMAC, relyingPartyId };
    const { apiKey, secret } = await apiKeys.createApiKey(ask, call);
    return apiKey && keyJson(apiKey, secret);
  }
}

const FIRST_KEY = "Initial API Key";
const KEYS_A_PAGE = 500;

function keyJson({ apiKeyId: id, name, createTime }: ApiKey, secret: string) {
  return { id, name, secret, created_at: createTime && rfc3339(createTime) };
}

/** Private keys are sealed under the keys of the installation and leave it in no form. */
function signingKeyJson({ keyId: id, name, createTime }: RelyingPartyKey) {
  return { id, name, secret: "", created_at: createTime && rfc3339(createTime) };
}
