import { uuidv4 } from "@signet/kit";
import { empty, json } from "../../http/answer.ts";
import { callOf } from "../../http/exchange.ts";
import { readJson } from "../../http/json-body.ts";
import type { Route } from "../../http/route.ts";
import type { Neighbours } from "../../neighbours.ts";
import { configBody, configJson, configOf, displayNameBody, tenantBody } from "./admin-bodies.ts";
import { adminOperations as operations } from "./admin-operations.ts";
import { adminRoute as route } from "./admin-route.ts";
import { makeApiKey, relyingPartySecretRoutes } from "./admin-secrets.ts";
import { relyingPartyUserRoutes } from "./admin-users.ts";
import { listAuditLog } from "./management.ts";
import { withBody } from "./routes.ts";
import { failures } from "./tenant.ts";

/** What the administration of relying parties asks. */
type Asked = Pick<Neighbours, "relyingParties" | "apiKeys" | "audit">;

/** The admin API of the passkey server, for operators (authentication-api.md section 2.10). */
export function relyingPartyAdminRoutes(asked: Asked): readonly Route[] {
  return [...tenantRoutes(asked), ...relyingPartySecretRoutes(asked), ...relyingPartyUserRoutes(asked)];
}

const FIRST_KEY = "Initial API Key";

function tenantRoutes(asked: Asked): readonly Route[] {
  const { relyingParties: parties } = asked;
  const form = "passkeys" as const;

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
        return json(201, { id, api_key: await makeApiKey(asked, { relyingPartyId: id, call }, FIRST_KEY) });
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
        const { relyingPartyId, call } = request;
        // Fails where there is no such tenant.
        await parties.getRelyingParty({ relyingPartyId }, call);
        return listAuditLog(asked, request);
      },
    }),
  ];
}
