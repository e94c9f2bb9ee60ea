import type { Sql } from "@signet/db";
import type { Mail } from "./mail.ts";
import type { MailKey, MailStore } from "./store.ts";

type HotVerbs = Pick<MailStore, "insert" | "lease" | "accepted" | "release">;

/** What happens to every mail, in one statement each: a mail with its event takes Prisma four, a batch takes it ever new texts. */
export function createPostgresqlVerbs(sql: Sql): HotVerbs {
  return {
    async insert(tenantId, { id, recipient, template, sealedContent, createTime, nextAttemptAt }, event) {
      const kept = await sql.execute("notification_insert", insert, [
        ...[tenantId, id, recipient, template, sealedContent, nextAttemptAt, createTime],
        ...[event.id, event.type, event.payload, event.createdAt],
      ]);
      return kept === 1;
    },

    async lease(limit, { now, until }) {
      const rows = await sql.query<Omit<Mail, "leasedUntil">>("notification_lease", lease, [now, until, limit]);
      return rows
        .map((row) => ({ ...row, leasedUntil: until }))
        .sort((a, b) => a.createTime.getTime() - b.createTime.getTime());
    },

    async accepted(mails, forgetAt) {
      await sql.execute("notification_accepted", accepted, [...columnsOf(mails), forgetAt]);
    },

    async release(mails, now) {
      await sql.execute("notification_release", release, [...columnsOf(mails), now]);
    },
  };
}

const insert = `
  WITH mail AS (
    INSERT INTO notification_mails (tenant_id, id, recipient, template, sealed_content, next_attempt_at, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING tenant_id
  )
  INSERT INTO notification_outbox (id, tenant_id, type, payload, created_at)
  SELECT $8, tenant_id, $9, $10, $11 FROM mail`;

const lease = `
  UPDATE notification_mails SET next_attempt_at = $2 WHERE (tenant_id, id) IN (
    SELECT tenant_id, id FROM notification_mails
    WHERE failed_at IS NULL AND next_attempt_at <= $1 AND sealed_content <> ''
    ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED
  ) RETURNING tenant_id AS "tenantId", id, recipient, template, sealed_content AS "sealedContent", attempts,
    created_at AS "createTime"`;

const those = "(tenant_id, id) IN (SELECT * FROM unnest($1::text[], $2::text[]))";

const accepted = `UPDATE notification_mails SET sealed_content = '', recipient = '', next_attempt_at = $3 WHERE ${those}`;

const release = `UPDATE notification_mails SET next_attempt_at = $3 WHERE ${those}`;

function columnsOf(mails: readonly MailKey[]) {
  return [mails.map(({ tenantId }) => tenantId), mails.map(({ id }) => id)] as const;
}
