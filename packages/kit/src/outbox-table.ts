import type { Database } from "@signet/db";
import type { Envelope } from "./events.ts";

/** A unit's outbox, as the relay sees it. */
export interface Outbox {
  /** Takes up to `limit` rows that nobody else holds, oldest first, for `leaseMs`. */
  lease(limit: number, leaseMs: number, now: Date): Promise<readonly LeasedEvent[]>;
  /** Removes what was published. */
  done(ids: readonly string[]): Promise<void>;
  /** Keeps a row that could not be published until `until`, and counts the attempt. */
  retry(id: string, until: Date): Promise<void>;
  /** Gives rows back that were leased and not tried. */
  release(ids: readonly string[]): Promise<void>;
}

/** An event and how often publishing it failed before. */
export interface LeasedEvent extends Envelope {
  readonly attempts: number;
}

interface Row {
  readonly id: string;
  readonly tenant_id: string;
  readonly type: string;
  readonly payload: Uint8Array;
  readonly attempts: number;
  readonly created_at: Date;
}

const COLUMNS = "id, tenant_id, type, payload, attempts, created_at";

/** The outbox in the table `<unit>_outbox`. */
export function outboxTable(db: Database, unit: string): Outbox {
  const table = `${unit}_outbox`;
  const take = db.dialect === "postgresql" ? leasePostgresql : leaseMysql;

  return {
    async lease(limit, leaseMs, now) {
      const rows = await take(db, { table, limit, until: new Date(now.getTime() + leaseMs), now });
      return rows.map(toEvent).sort((a, b) => a.createTime.getTime() - b.createTime.getTime() || compare(a.id, b.id));
    },
    async done(ids) {
      if (ids.length > 0) await touch(db, `${table}_done`, `DELETE FROM ${table}`, ids);
    },
    async retry(id, until) {
      const text = `UPDATE ${table} SET attempts = attempts + 1, leased_until = $1 WHERE id = $2`;
      await db.sql.execute(`${table}_retry`, text, [until, id]);
    },
    async release(ids) {
      if (ids.length > 0) await touch(db, `${table}_release`, `UPDATE ${table} SET leased_until = NULL`, ids);
    },
  };
}

interface Lease {
  readonly table: string;
  readonly limit: number;
  readonly until: Date;
  readonly now: Date;
}

// One statement takes the rows and tells which: no transaction is open while they are published.
function leasePostgresql(db: Database, { table, limit, until, now }: Lease): Promise<Row[]> {
  return db.sql.query<Row>(
    `${table}_lease`,
    `UPDATE ${table} SET leased_until = $1 WHERE id IN (
       SELECT id FROM ${table} WHERE leased_until IS NULL OR leased_until < $2
       ORDER BY created_at LIMIT $3 FOR UPDATE SKIP LOCKED
     ) RETURNING ${COLUMNS}`,
    [until, now, limit],
  );
}

// MySQL returns no rows from an update.
function leaseMysql(db: Database, { table, limit, until, now }: Lease): Promise<Row[]> {
  return db.prisma.$transaction(async (tx) => {
    const rows = await tx.$queryRawUnsafe<Row[]>(
      `SELECT ${COLUMNS} FROM ${table} WHERE leased_until IS NULL OR leased_until < ?
       ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`,
      now,
    );
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return rows;
    const marks = ids.map(() => "?").join(", ");
    await tx.$executeRawUnsafe(`UPDATE ${table} SET leased_until = ? WHERE id IN (${marks})`, until, ...ids);
    return rows;
  });
}

async function touch(db: Database, name: string, change: string, ids: readonly string[]): Promise<void> {
  if (db.dialect === "postgresql") {
    // One parameter however many ids: one statement to prepare.
    await db.sql.execute(name, `${change} WHERE id = ANY($1)`, [ids]);
    return;
  }
  const marks = ids.map((_, index) => `$${index + 1}`).join(", ");
  await db.sql.execute(name, `${change} WHERE id IN (${marks})`, ids);
}

/** The database compares by its own collation; ids made in one millisecond keep the order of their text here. */
function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}

function toEvent(row: Row): LeasedEvent {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    type: row.type,
    payload: row.payload,
    attempts: Number(row.attempts),
    createTime: row.created_at,
  };
}
