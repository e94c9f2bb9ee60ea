import type { Database, SqlValue } from "@signet/db";
import type { OutboxRow } from "@signet/kit";
import type { StoredCeremony } from "./ceremony.ts";
import type { Scope } from "./relying-party.ts";
import { takenFrom, takeStatement } from "./statement.ts";
import type { Beginning, CeremonyStore, Completion } from "./store-ceremony.ts";
import type { StoredTransaction, Transaction } from "./transaction.ts";

/**
 * The store on PostgreSQL: each turn of a ceremony is one prepared statement and one round trip, events and all. Through
 * Prisma's transactions a transaction ceremony took nine statements in place of two.
 */
export function onPostgresql(store: CeremonyStore, { sql }: Database): CeremonyStore {
  return {
    ...store,

    async begin(scope, beginning) {
      const { transaction, events } = beginning;
      if (events.length > 1) return store.begin(scope, beginning);
      const name = `credential_rp_begin${transaction ? "_signing" : ""}${events[0] ? "_tell" : ""}`;
      return (await sql.execute(name, beginText(beginning), beginValues(scope, beginning))) === 1;
    },

    async take({ tenantId, relyingPartyId }, challenge, credentialId) {
      const values = [tenantId, relyingPartyId, challenge, credentialId];
      const [row] = await sql.query<Parameters<typeof takenFrom>[0]>("credential_rp_take", take, values);
      return row && takenFrom(row);
    },

    async complete(scope, completion) {
      const { signed, events } = completion;
      if (events.length > 2) return store.complete(scope, completion);
      const name = `credential_rp_complete${signed ? "_signing" : ""}_tell${events.length}`;
      const [row] = await sql.query(name, completeText(completion), completeValues(scope, completion));
      return row !== undefined;
    },
  };
}

const take = `WITH gone AS (
    DELETE FROM credential_relying_party_ceremonies
    WHERE tenant_id = $1 AND relying_party_id = $2 AND challenge = $3 RETURNING *
  ) ${takeStatement("gone")}`;

const ceremonyColumns = `tenant_id, relying_party_id, challenge, api, operation, mfa, owner_id, user_verification,
  attachment, discoverable, allowed, transaction_id, expires_at, created_at`;
const ceremonyMarks = `$1, $2, $3, $4, $5, $6::boolean, $7, $8, $9, $10::boolean, $11::jsonb, $12, $13::timestamptz,
  $14::timestamptz`;

/** What is to be signed first: where its identifier is taken nothing begins. */
function beginText({ transaction, events }: Beginning): string {
  const signing = `to_sign AS (
    INSERT INTO credential_relying_party_transactions
      (tenant_id, relying_party_id, id, identifier, owner_id, user_id, text, created_at, updated_at)
    VALUES ($1, $2, $12, $15, $7, $16, $17, $14, $14) ON CONFLICT DO NOTHING RETURNING 1
  )`;
  const condition = transaction ? " WHERE EXISTS (SELECT 1 FROM to_sign)" : "";
  const told = events.length > 0 ? [`told AS (${tellText(transaction ? 18 : 15)}${condition})`] : [];
  const before = [...(transaction ? [signing] : []), ...told];
  const insert = `INSERT INTO credential_relying_party_ceremonies (${ceremonyColumns}) SELECT ${ceremonyMarks}${condition}`;
  return before.length > 0 ? `WITH ${before.join(", ")} ${insert}` : insert;
}

function beginValues(scope: Scope, { ceremony, transaction, events }: Beginning): SqlValue[] {
  return [
    ...ceremonyValues(scope, ceremony),
    ...(transaction ? transactionValues(transaction) : []),
    ...events.flatMap(eventValues),
  ];
}

function ceremonyValues({ tenantId, relyingPartyId }: Scope, ceremony: StoredCeremony): SqlValue[] {
  const { challenge, api, operation, mfa, ownerId = "", userVerification, attachment, discoverable } = ceremony;
  const { allowedCredentialIds, transactionId = "", expireTime, createTime } = ceremony;
  return [
    ...[tenantId, relyingPartyId, challenge, api, operation, mfa, ownerId, userVerification, attachment, discoverable],
    ...[JSON.stringify(allowedCredentialIds), transactionId, expireTime, createTime],
  ];
}

function transactionValues({ identifier, userId, text }: Transaction): SqlValue[] {
  return [identifier ?? null, userId, text];
}

// The condition is the counter rule once more: of two answers with one counter, one counts.
const use = `used AS (
    UPDATE credential_relying_party_credentials
    SET sign_count = $4, backup_eligible = $5, backup_state = $6, last_used_at = $7, updated_at = $7
    WHERE tenant_id = $1 AND relying_party_id = $2 AND id = $3
      AND (sign_count < $4 OR (sign_count = 0 AND $4 = 0)) RETURNING 1 AS one
  )`;
const sign = `signed AS (
    UPDATE credential_relying_party_transactions
    SET owner_id = $9, user_id = $10, credential_id = $3, signed_at = $7, evidence = $11::jsonb, mac = $12, updated_at = $7
    WHERE tenant_id = $1 AND relying_party_id = $2 AND id = $8 AND signed_at IS NULL AND EXISTS (SELECT 1 FROM used)
  )`;

function completeText({ signed, events }: Completion): string {
  const first = signed ? 13 : 8;
  const told = events.map(
    (_, index) => `told${index} AS (${tellText(first + index * 5)} WHERE EXISTS (SELECT 1 FROM used))`,
  );
  return `WITH ${[use, ...(signed ? [sign] : []), ...told].join(", ")} SELECT one FROM used`;
}

function completeValues({ tenantId, relyingPartyId }: Scope, completion: Completion): SqlValue[] {
  const { credentialId, use: after, now, signed, events } = completion;
  return [
    ...[tenantId, relyingPartyId, credentialId, BigInt(after.signCount), after.backupEligible, after.backupState, now],
    ...(signed ? signatureValues(signed) : []),
    ...events.flatMap(eventValues),
  ];
}

function signatureValues({ id, ownerId, userId, evidence, mac }: StoredTransaction): SqlValue[] {
  return [id, ownerId, userId, JSON.stringify(evidence), mac];
}

/** An event as a row, its five values from `$first` on. */
function tellText(first: number): string {
  const [id, tenant, type, payload, time] = [0, 1, 2, 3, 4].map((offset) => `$${first + offset}`);
  return `INSERT INTO credential_outbox (id, tenant_id, type, payload, created_at)
    SELECT ${id}, ${tenant}, ${type}, ${payload}::bytea, ${time}::timestamptz`;
}

function eventValues({ id, tenantId, type, payload, createdAt }: OutboxRow): SqlValue[] {
  return [id, tenantId, type, payload, createdAt];
}
