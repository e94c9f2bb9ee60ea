import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { callFor, isUuid } from "@signet/kit";
import { RelyingPartyApi } from "@signet/proto/credential/v1/relying_party";
import { empty, json } from "../../http/answer.ts";
import { queryOf } from "../../http/exchange.ts";
import { pageAnswer } from "../../http/paging.ts";
import type { Outcome, Route } from "../../http/route.ts";
import type { Neighbours } from "../../neighbours.ts";
import { renameBody } from "./bodies.ts";
import { auditJson, credentialJson, transactionJson } from "./json.ts";
import { operations } from "./operations.ts";
import { pageFrom } from "./page.ts";
import { route, withBody } from "./routes.ts";
import { assertApiKey, type TenantRequest } from "./tenant.ts";

/** What the management of the passkey API asks. */
type Asked = Pick<Neighbours, "relyingPartyAccess" | "relyingPartyCredentials" | "relyingPartyTransactions" | "audit">;

const api = RelyingPartyApi.PASSKEYS;

/** Credentials, transactions and the audit log of a tenant (authentication-api.md sections 2.6 and 2.8). */
export function passkeyManagementRoutes(asked: Asked): readonly Route[] {
  const { relyingPartyCredentials: credentials, relyingPartyTransactions: transactions } = asked;
  const keyed =
    (serve: (request: TenantRequest) => Promise<Outcome>) =>
    async (request: TenantRequest): Promise<Outcome> => {
      await assertApiKey(asked, request);
      return serve(request);
    };
  const named = ({ relyingPartyId, exchange }: TenantRequest) => ({
    relyingPartyId,
    credentialId: exchange.params.credentialId ?? "",
  });

  return [
    route("GET", "transaction/:userId", {
      operation: operations.listTransactions,
      serve: keyed(async ({ relyingPartyId, exchange, call }) => {
        const { userId = "" } = exchange.params;
        const { transactions: listed } = await transactions.listRelyingPartyTransactions(
          { relyingPartyId, userId },
          call,
        );
        // The contract takes UUIDs alone; the relying party's own ids are understood where they say something.
        if (listed.length === 0 && !isUuid(userId.toLowerCase())) return badRequest("user_id must be a UUID");
        return json(200, listed.map(transactionJson));
      }),
    }),

    route("GET", "credentials", {
      operation: operations.listCredentials,
      serve: keyed(async ({ relyingPartyId, exchange, call }) => {
        const page = pageFrom(exchange);
        const order = queryOf(exchange, "order") || "desc";
        if (!page || (order !== "asc" && order !== "desc")) {
          return badRequest("page and per_page must be whole numbers, order asc or desc");
        }
        const userId = queryOf(exchange, "user_id") ?? "";
        const ask = { relyingPartyId, userId, page: page.number, pageSize: page.size, oldestFirst: order === "asc" };
        const { credentials: listed, totalSize } = await credentials.listRelyingPartyCredentials(ask, call);
        return pageAnswer(exchange, listed.map(credentialJson), { page, total: totalSize });
      }),
    }),

    route("GET", "credentials/:credentialId", {
      operation: operations.getCredential,
      serve: keyed(async (request) => {
        const { credential } = await credentials.getRelyingPartyCredential(named(request), request.call);
        return json(200, credential && credentialJson(credential));
      }),
    }),

    route("PATCH", "credentials/:credentialId", {
      operation: operations.renameCredential,
      serve: keyed((request) =>
        withBody(request, renameBody, async ({ name }) => {
          await credentials.updateRelyingPartyCredential({ ...named(request), name, api }, request.call);
          return empty(204);
        }),
      ),
    }),

    route("DELETE", "credentials/:credentialId", {
      operation: operations.deleteCredential,
      serve: keyed(async (request) => {
        await credentials.deleteRelyingPartyCredential({ ...named(request), api }, request.call);
        return empty(204);
      }),
    }),

    route("GET", "audit_logs", {
      operation: operations.listAuditLogs,
      serve: keyed((request) => listAuditLog(asked, request)),
    }),
  ];
}

/** The audit log of a tenant: in the audit unit it is a log of its own, under the tenant's id. */
export async function listAuditLog(
  { audit }: Pick<Neighbours, "audit">,
  { exchange, relyingPartyId }: TenantRequest,
): Promise<Outcome> {
  const page = pageFrom(exchange);
  const [start, end] = [timeIn(queryOf(exchange, "start_time")), timeIn(queryOf(exchange, "end_time"))];
  if (!page || start === "bad" || end === "bad") {
    return badRequest("page and per_page must be whole numbers, start_time and end_time times (RFC 3339)");
  }
  const text = (name: string) => (queryOf(exchange, name) ?? "").replaceAll("\0", "");
  const types = [exchange.query.type ?? []].flat().flatMap((word) => word.split(",").filter(Boolean));
  const { entries, totalSize } = await audit.listEntries(
    {
      ...(start && { startTime: timestampFromDate(start) }),
      ...(end && { endTime: timestampFromDate(end) }),
      ...{ types, actorUserId: text("actor_user_id"), sourceIp: text("meta_source_ip"), query: text("q") },
      ...{ pageSize: page.size, skip: page.skip },
    },
    callFor(relyingPartyId, { requestId: exchange.requestId }),
  );
  const list = entries.map((entry) => auditJson(relyingPartyId, entry));
  return pageAnswer(exchange, list, { page, total: totalSize });
}

function timeIn(text = ""): Date | undefined | "bad" {
  if (text === "") return undefined;
  const date = new Date(text);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text) && !Number.isNaN(date.getTime())
    ? date
    : "bad";
}

function badRequest(message: string): Outcome {
  return { failure: { status: 400, message } };
}
