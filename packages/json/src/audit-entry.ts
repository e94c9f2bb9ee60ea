import type { Entry } from "@signet/proto/audit/v1/audit_service";
import { objectOf, textOf } from "./present.ts";
import { rfc3339 } from "./time.ts";

/** An entry of the audit log as operators see it (admin-rest.md 15.1). */
export function auditEntryJson(entry: Entry) {
  const { createTime, updateTime } = entry;
  return {
    id: entry.entryId,
    type: entry.type,
    error: textOf(entry.error),
    meta_http_request_id: entry.requestId,
    meta_source_ip: entry.sourceIp,
    meta_user_agent: entry.userAgent,
    actor_user_id: textOf(entry.actorUserId),
    actor_email: textOf(entry.actorEmail),
    details: objectOf(entry.details) ?? null,
    created_at: createTime && rfc3339(createTime),
    updated_at: updateTime && rfc3339(updateTime),
  };
}
