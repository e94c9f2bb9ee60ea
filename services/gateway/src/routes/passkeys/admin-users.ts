import { empty, json } from "../../http/answer.ts";
import { queryOf } from "../../http/exchange.ts";
import { pageAnswer } from "../../http/paging.ts";
import type { Route } from "../../http/route.ts";
import type { Neighbours } from "../../neighbours.ts";
import { adminOperations as operations } from "./admin-operations.ts";
import { adminRoute as route } from "./admin-route.ts";
import { credentialJson, transactionJson, userJson } from "./json.ts";
import { pageFrom } from "./page.ts";

/** The users of a tenant with what they hold (authentication-api.md section 2.10). */
export function relyingPartyUserRoutes({
  relyingParties: parties,
}: Pick<Neighbours, "relyingParties">): readonly Route[] {
  return [
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
}
