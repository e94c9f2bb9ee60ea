import type { CallOptions } from "../http/deadline.ts";
import type { Call, Send } from "../http/transport.ts";
import { answer } from "../json/answer.ts";
import type { Model } from "../json/model.ts";
import { type AuditLogEntry, type AuditLogQuery, auditLog, type Page } from "./messages.ts";

/** Asks for a page of a list. */
export async function getPage<T>(
  send: Send,
  { model, ...call }: Pick<Call, "path" | "query"> & { readonly model: Model<readonly T[]> },
  options: CallOptions | undefined,
): Promise<Page<T>> {
  const reply = await send({ method: "GET", ...call }, options);
  const total = reply.headers.get("x-total-count");
  return { items: answer(reply, model), total: total && /^\d+$/.test(total) ? Number(total) : undefined };
}

/** Asks for a page of an audit log. */
export function getAuditLogs(
  send: Send,
  { path, query }: { readonly path: string; readonly query: AuditLogQuery },
  options: CallOptions | undefined,
): Promise<Page<AuditLogEntry>> {
  const { page, perPage, type, q } = query;
  const times = { start_time: timeOf(query.startTime), end_time: timeOf(query.endTime) };
  const parts = { actor_user_id: query.actorUserId, meta_source_ip: query.metaSourceIp, q };
  return getPage(
    send,
    { path, model: auditLog, query: { page, per_page: perPage, type, ...times, ...parts } },
    options,
  );
}

function timeOf(time: Date | string | undefined): string | undefined {
  return time instanceof Date ? time.toISOString() : time;
}
