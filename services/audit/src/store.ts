import type { Database, Prisma } from "@signet/db";
import type { Entry } from "./entry.ts";
import { toEntry, toRow } from "./row.ts";
import { createPostgresqlStore } from "./store-postgresql.ts";

/** Which entries are wanted (admin-rest.md section 11). Empty members do not filter. */
export interface EntryFilter {
  /** Later than that. */
  readonly startTime?: Date;
  /** Earlier than that. */
  readonly endTime?: Date;
  readonly types: readonly string[];
  /** Parts of these, as they are stored: masked where masking is on. */
  readonly actorUserId: string;
  readonly actorEmail: string;
  readonly sourceIp: string;
  /** Part of the actor's address, of the source address or of the actor's id. */
  readonly query: string;
}

/** A part of a list. */
export interface EntryPage {
  readonly skip: number;
  readonly size: number;
  /** Newest first otherwise. */
  readonly oldestFirst: boolean;
  /** Only what comes behind this entry in that order. */
  readonly after?: Pick<Entry, "id" | "createTime">;
}

/** Everything the audit service asks of its database. */
export interface AuditStore {
  /** Keeps an entry with its HMAC, once: its id is the event's. False when it was there before. */
  append(tenantId: string, entry: Entry, mac: string): Promise<boolean>;
  /** With the number of all that match, unless the page is behind an entry. */
  list(tenantId: string, filter: EntryFilter, page: EntryPage): Promise<{ entries: Entry[]; total: number }>;
}

const CONSUMER = "audit";

/** The audit log in the table audit_entries. */
export function createAuditStore(db: Database): AuditStore {
  const store = createPrismaStore(db);
  return db.dialect === "postgresql" ? { ...store, ...createPostgresqlStore(db, CONSUMER) } : store;
}

function createPrismaStore({ prisma }: Database): AuditStore {
  return {
    append(tenantId, entry, mac) {
      const seen = { eventId: entry.id, consumer: CONSUMER, receivedAt: entry.createTime };
      return prisma.$transaction(async (tx) => {
        const { count } = await tx.auditInbox.createMany({ data: [seen], skipDuplicates: true });
        if (count === 1) await tx.auditEntry.create({ data: toRow(tenantId, entry, mac) });
        return count === 1;
      });
    },

    async list(tenantId, filter, { skip, size, oldestFirst, after }) {
      const matching = toWhere(tenantId, filter);
      const where = after ? { AND: [matching, behind(after, oldestFirst)] } : matching;
      const order = oldestFirst ? "asc" : "desc";
      const [rows, total] = await Promise.all([
        prisma.auditEntry.findMany({ where, orderBy: [{ createdAt: order }, { id: order }], skip, take: size }),
        after ? 0 : prisma.auditEntry.count({ where }),
      ]);
      return { entries: rows.map(toEntry), total };
    },
  };
}

function toWhere(tenantId: string, filter: EntryFilter): Prisma.AuditEntryWhereInput {
  const { startTime, endTime, types, actorUserId, actorEmail, sourceIp, query } = filter;
  const part = (text: string) => ({ contains: escapeLike(text) });
  const anywhere = [{ actorEmail: part(query) }, { sourceIp: part(query) }, { actorUserId: part(query) }];
  return {
    tenantId,
    ...(startTime || endTime ? { createdAt: { gt: startTime, lt: endTime } } : {}),
    ...(types.length > 0 ? { type: { in: [...types] } } : {}),
    ...(actorUserId ? { actorUserId: part(actorUserId) } : {}),
    ...(actorEmail ? { actorEmail: part(actorEmail) } : {}),
    ...(sourceIp ? { sourceIp: part(sourceIp) } : {}),
    ...(query ? { OR: anywhere } : {}),
  };
}

/** The bound on the time alone is what an index can use. */
function behind(
  { id, createTime }: Pick<Entry, "id" | "createTime">,
  oldestFirst: boolean,
): Prisma.AuditEntryWhereInput {
  if (oldestFirst) {
    return { createdAt: { gte: createTime }, OR: [{ createdAt: { gt: createTime } }, { id: { gt: id } }] };
  }
  return { createdAt: { lte: createTime }, OR: [{ createdAt: { lt: createTime } }, { id: { lt: id } }] };
}

/** A text that is looked for as it is: these characters would stand for others. */
function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, "\\$&");
}
