import type { Database } from "@signet/db";
import { type Session, USE_RESOLUTION_MS } from "./session.ts";
import type { SessionStore } from "./store.ts";

/**
 * The verbs of a sign-in and of what is asked after it, one statement each: a transaction of Prisma's makes four round
 * trips and takes six times the CPU for the same.
 */
export function createPostgresqlSessions({
  sql,
}: Database): Pick<SessionStore, "insert" | "find" | "use" | "list" | "end"> {
  return {
    async insert(tenantId, session, { event, limit }) {
      const { id, userId, userAgent = null, ipAddress = null, expireTime, createTime } = session;
      const rows = await sql.query<{ made: string | null } & Surplus>("token_session_insert", INSERT, [
        ...[tenantId, id, userId, userAgent, ipAddress, expireTime, createTime],
        ...[event.id, event.type, event.payload, limit - 1],
      ]);
      if (rows[0]?.made) return { surplus: rows.flatMap((row) => (isSession(row) ? [fromRow(row)] : [])) };
      const [existing] = await sql.query<Row>("token_session_by_id", BY_ID, [tenantId, id]);
      return { existing: existing && fromRow(existing), surplus: [] };
    },

    async find(tenantId, { id, userId }, now) {
      const [row] = await sql.query<Row>("token_session_find", FIND, [tenantId, id, userId, now]);
      return row && fromRow(row);
    },

    async use(tenantId, { id, userId }, { now, idleSince }) {
      const earlier = new Date(now.getTime() - USE_RESOLUTION_MS);
      const values = [tenantId, id, userId, now, idleSince, earlier];
      const [row] = await sql.query<Row>("token_session_use", USE, values);
      if (!row) return undefined;
      const session = fromRow(row);
      return session.lastUseTime < idleSince ? session : { ...session, lastUseTime: now, updateTime: now };
    },

    async list(tenantId, userId, now) {
      return (await sql.query<Row>("token_session_list", LIST, [tenantId, userId, now])).map(fromRow);
    },

    end(tenantId, endings) {
      const [first] = endings;
      if (!first) return Promise.resolve(0);
      return sql.execute("token_session_end", END, [
        tenantId,
        endings.map(({ session }) => session.id),
        endings.map(({ event }) => event.id),
        // A list of bytes cannot be a parameter; a list of texts can.
        endings.map(({ event }) => Buffer.from(event.payload).toString("base64")),
        first.event.type,
        first.event.createdAt,
      ]);
    },
  };
}

const COLUMNS = "id, user_id, user_agent, ip_address, expires_at, last_used_at, created_at, updated_at";

const BY_ID = `SELECT ${COLUMNS} FROM token_sessions WHERE tenant_id = $1 AND id = $2`;

const FIND = `${BY_ID} AND user_id = $3 AND expires_at > $4`;

const LIST = `SELECT ${COLUMNS} FROM token_sessions WHERE tenant_id = $1 AND user_id = $2 AND expires_at > $3
  ORDER BY created_at DESC, id DESC`;

/**
 * The rows at the end are seen as they were before: without the new session, and without one that is made in the same
 * moment. Of two such the next sign-in takes care; a lock per user would cost every sign-in a round trip.
 */
const INSERT = `
  WITH made AS (
    INSERT INTO token_sessions (tenant_id, ${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7)
    ON CONFLICT DO NOTHING RETURNING id AS made
  ), told AS (
    INSERT INTO token_outbox (id, tenant_id, type, payload, created_at)
    SELECT $8::text, $1, $9::text, $10::bytea, $7 FROM made
  )
  SELECT made, surplus.* FROM (SELECT) AS once LEFT JOIN made ON true LEFT JOIN LATERAL (
    SELECT ${COLUMNS} FROM token_sessions WHERE tenant_id = $1 AND user_id = $3 AND expires_at > $7
    ORDER BY created_at DESC OFFSET $11::int
  ) AS surplus ON true`;

/** A change that finds nothing to change writes nothing, so a busy session costs a read and not a commit. */
const USE = `
  WITH used AS (
    UPDATE token_sessions SET last_used_at = $4, updated_at = $4
    WHERE tenant_id = $1 AND id = $2 AND user_id = $3 AND expires_at > $4
      AND last_used_at >= $5 AND last_used_at <= $6
  ) ${FIND}`;

const END = `
  WITH gone AS (
    DELETE FROM token_sessions WHERE tenant_id = $1 AND id = ANY($2::text[]) RETURNING id
  )
  INSERT INTO token_outbox (id, tenant_id, type, payload, created_at)
  SELECT ending.event_id, $1, $5::text, decode(ending.payload, 'base64'), $6::timestamptz
  FROM unnest($3::text[], $2::text[], $4::text[]) AS ending (event_id, session_id, payload)
  JOIN gone ON gone.id = ending.session_id`;

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly user_agent: string | null;
  readonly ip_address: string | null;
  readonly expires_at: Date;
  readonly last_used_at: Date;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** What an outer join found: a row, or nothing in its place. */
type Surplus = Row | { readonly id: null };

function isSession(row: Surplus): row is Row {
  return row.id !== null;
}

function fromRow(row: Row): Session {
  return {
    id: row.id,
    userId: row.user_id,
    userAgent: row.user_agent ?? undefined,
    ipAddress: row.ip_address ?? undefined,
    createTime: row.created_at,
    updateTime: row.updated_at,
    lastUseTime: row.last_used_at,
    expireTime: row.expires_at,
  };
}
