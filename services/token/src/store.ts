import type { Database, Prisma } from "@signet/db";
import type { OutboxRow } from "@signet/kit";
import { type Session, USE_RESOLUTION_MS } from "./session.ts";
import { createPostgresqlSessions } from "./store-postgresql.ts";

/** A session and the event that tells of its end. */
export interface Ending {
  readonly session: Session;
  readonly event: OutboxRow;
}

/** What became of saving a session. */
export interface Inserted {
  /** The session that had the id already; undefined when the new one was saved. */
  readonly existing?: Session;
  /** The user's oldest active sessions that are beyond the limit beside the new one. */
  readonly surplus: readonly Session[];
}

/** Everything the token service asks of its database about sessions. */
export interface SessionStore {
  /** Saves a session and its event together, unless there is a session of that id. */
  insert(tenantId: string, session: Session, options: { event: OutboxRow; limit: number }): Promise<Inserted>;
  /** Finds a user's session that has not expired. */
  find(tenantId: string, ids: SessionIds, now: Date): Promise<Session | undefined>;
  /**
   * The same, and notes that it is used now, unless it was last used before `idleSince`. A use within a second of the
   * one before is not written.
   */
  use(tenantId: string, ids: SessionIds, times: { now: Date; idleSince: Date }): Promise<Session | undefined>;
  /** A user's sessions that have not expired, newest first. */
  list(tenantId: string, userId: string, now: Date): Promise<readonly Session[]>;
  /** Deletes sessions, each together with its event. Returns how many were still there. */
  end(tenantId: string, endings: readonly Ending[]): Promise<number>;
}

/** How a token names its session. */
export interface SessionIds {
  readonly id: string;
  readonly userId: string;
}

/** Sessions in the table token_sessions. */
export function createSessionStore(db: Database): SessionStore {
  const store = createPrismaSessions(db);
  return db.dialect === "postgresql" ? { ...store, ...createPostgresqlSessions(db) } : store;
}

function createPrismaSessions({ prisma }: Database): SessionStore {
  const active = (tenantId: string, userId: string, now: Date) => ({ tenantId, userId, expiresAt: { gt: now } });

  async function find(tenantId: string, { id, userId }: SessionIds, now: Date): Promise<Session | undefined> {
    const row = await prisma.tokenSession.findFirst({ where: { ...active(tenantId, userId, now), id } });
    return row ? fromRow(row) : undefined;
  }

  return {
    find,
    insert: (tenantId, session, { event, limit }) =>
      prisma.$transaction(async (tx) => {
        const { count } = await tx.tokenSession.createMany({ data: [toRow(tenantId, session)], skipDuplicates: true });
        if (count === 0) {
          const existing = await tx.tokenSession.findFirst({ where: { tenantId, id: session.id } });
          return { existing: existing ? fromRow(existing) : undefined, surplus: [] };
        }
        await tx.tokenOutbox.create({ data: event });
        const surplus = await tx.tokenSession.findMany({
          where: { ...active(tenantId, session.userId, session.createTime), id: { not: session.id } },
          orderBy: { createdAt: "desc" },
          skip: limit - 1,
        });
        return { surplus: surplus.map(fromRow) };
      }),

    async use(tenantId, ids, { now, idleSince }) {
      const session = await find(tenantId, ids, now);
      if (!session || session.lastUseTime < idleSince) return session;
      const earlier = new Date(now.getTime() - USE_RESOLUTION_MS);
      if (session.lastUseTime <= earlier) {
        const where = { tenantId, id: ids.id, lastUsedAt: { lte: earlier } };
        await prisma.tokenSession.updateMany({ where, data: { lastUsedAt: now, updatedAt: now } });
      }
      return { ...session, lastUseTime: now, updateTime: now };
    },

    async list(tenantId, userId, now) {
      const where = active(tenantId, userId, now);
      const rows = await prisma.tokenSession.findMany({ where, orderBy: [{ createdAt: "desc" }, { id: "desc" }] });
      return rows.map(fromRow);
    },

    end: (tenantId, endings) =>
      prisma.$transaction(async (tx) => {
        let ended = 0;
        for (const { session, event } of endings) {
          const { count } = await tx.tokenSession.deleteMany({ where: { tenantId, id: session.id } });
          if (count > 0) await tx.tokenOutbox.create({ data: event });
          ended += count;
        }
        return ended;
      }),
  };
}

type Row = Prisma.TokenSessionGetPayload<object>;

function fromRow({ tenantId: _, userAgent, ipAddress, ...row }: Row): Session {
  return {
    id: row.id,
    userId: row.userId,
    userAgent: userAgent ?? undefined,
    ipAddress: ipAddress ?? undefined,
    createTime: row.createdAt,
    updateTime: row.updatedAt,
    lastUseTime: row.lastUsedAt,
    expireTime: row.expiresAt,
  };
}

function toRow(tenantId: string, session: Session): Row {
  return {
    tenantId,
    id: session.id,
    userId: session.userId,
    userAgent: session.userAgent ?? null,
    ipAddress: session.ipAddress ?? null,
    createdAt: session.createTime,
    updatedAt: session.updateTime,
    lastUsedAt: session.lastUseTime,
    expiresAt: session.expireTime,
  };
}
