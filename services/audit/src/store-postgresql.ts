import type { Database } from "@signet/db";
import type { AuditStore } from "./store.ts";

/** Appending is done for every event there is: one statement instead of a transaction with four round trips. */
export function createPostgresqlStore({ sql }: Database, consumer: string): Pick<AuditStore, "append"> {
  return {
    async append(tenantId, entry, mac) {
      const { id, type, error, requestId, sourceIp, userAgent, actorUserId, actorEmail, details, createTime } = entry;
      const json = details ? JSON.stringify(details) : null;
      const values = [id, consumer, createTime, tenantId, type, error];
      const origin = [requestId, sourceIp, userAgent, actorUserId, actorEmail];
      return (await sql.execute("audit_append", APPEND, [...values, ...origin, json, mac])) === 1;
    },
  };
}

const APPEND = `
  WITH seen AS (
    INSERT INTO audit_inbox (event_id, consumer, received_at) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING RETURNING event_id
  )
  INSERT INTO audit_entries (tenant_id, id, type, error, request_id, source_ip, user_agent,
    actor_user_id, actor_email, details, created_at, updated_at, mac)
  SELECT $4::text, event_id, $5::text, $6::text, $7::text, $8::text, $9::text, $10::text, $11::text, $12::jsonb, $3, $3, $13::text
  FROM seen ON CONFLICT DO NOTHING`;
