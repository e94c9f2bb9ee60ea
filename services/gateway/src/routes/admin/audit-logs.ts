import { auditEntryJson } from "@signet/json";
import { z } from "zod";
import { callOf, type Exchange } from "../../http/exchange.ts";
import { failures } from "../../http/operation.ts";
import { pageAnswer, pageHeaders, pageOf, pageQuery } from "../../http/paging.ts";
import { reading } from "../../http/reading-route.ts";
import type { Outcome, Route } from "../../http/route.ts";
import { text, time, timestampOf } from "../../http/rules.ts";
import { auditLog } from "../../schemas/audit.ts";
import type { Asked } from "./common.ts";

/** As many as there are. */
const MOST_TYPES = 100;

const query = z.object({
  ...pageQuery,
  start_time: time.optional().describe("Later than that."),
  end_time: time.optional().describe("Earlier than that."),
  type: z.array(text).max(MOST_TYPES).optional().describe("Of one of these types; may be repeated."),
  actor_user_id: text.optional().describe("Part of it."),
  actor_email: text.optional().describe("Part of it, as it is stored: masked where masking is on."),
  meta_source_ip: text.optional().describe("Part of it."),
  q: text.optional().describe("Part of the actor's address, of the source address or of the actor's id."),
});

/** The audit log, for operators (admin-rest.md 11). */
export function auditLogRoutes(asked: Asked): readonly Route[] {
  return [
    reading({
      method: "GET",
      path: "/audit_logs",
      operation: {
        ...{ id: "listAuditLogs", tag: "Audit log", access: "operator", summary: "Lists entries, newest first" },
        description: "Entries are stored where `audit_log.storage.enabled` is on. All filters are to hold.",
        query,
        answers: {
          200: { description: "One page.", body: z.array(auditLog), headers: pageHeaders },
          ...failures(400, 401, 503),
        },
      },
      handle: (exchange, said) => list(asked, exchange, said.query),
    }),
  ];
}

async function list({ audit }: Asked, exchange: Exchange, said: z.output<typeof query>): Promise<Outcome> {
  const page = pageOf(said);
  const { entries, totalSize } = await audit.listEntries(
    {
      startTime: timestampOf(said.start_time),
      endTime: timestampOf(said.end_time),
      types: said.type,
      actorUserId: said.actor_user_id,
      actorEmail: said.actor_email,
      sourceIp: said.meta_source_ip,
      query: said.q,
      pageSize: page.size,
      skip: page.skip,
    },
    callOf(exchange),
  );
  return pageAnswer(exchange, entries.map(auditEntryJson), { page, total: totalSize });
}
