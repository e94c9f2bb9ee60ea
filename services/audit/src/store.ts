import type { JsonObject } from "@bufbuild/protobuf";
import type { Database, Prisma } from "@signet/db";
import type { Entry } from "./entry.ts";
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

/** Everything the audit service asks of its database. */
export interface AuditStore {
  /** Keeps an entry, once: its id is the event's. False when it was there before. */
  append(tenantId: string, entry: Entry): Promise<boolean>;
  /** Newest first, with the number of all that match. */
  list(
    tenantId: string,
    filter: EntryFilter,
    page: { skip: number; size: number },
  ): Promise<{ entries: Entry[]; total: number }>;
  /** Forgets what is older, and which events were handled before then. */
  deleteBefore(entriesBefore: Date, eventsBefore: Date): Promise<number>;
}

const CONSUMER = "audit";

/** The audit log in the table audit_entries. */
export function createAuditStore(db: Database): AuditStore {
  const store = createPrismaStore(db);
  return db.dialect === "postgresql" ? { ...store, ...createPostgresqlStore(db, CONSUMER) } : store;
}

function createPrismaStore({ prisma }: Database): AuditStore {
  return {
    append(tenantId, entry) {
      const seen = { eventId: entry.id, consumer: CONSUMER, receivedAt: entry.createTime };
      return prisma.$transaction(async (tx) => {
        const { count } = await tx.auditInbox.createMany({ data: [seen], skipDuplicates: true });
        if (count === 1) await tx.auditEntry.create({ data: toRow(tenantId, entry) });
        return count === 1;
      });
    },

    async list(tenantId, filter, { skip, size }) {
      const where = toWhere(tenantId, filter);
      const [rows, total] = await Promise.all([
        prisma.auditEntry.findMany({ where, orderBy: [{ createdAt: "desc" }, { id: "desc" }], skip, take: size }),
        prisma.auditEntry.count({ where }),
      ]);
      return { entries: rows.map(toEntry), total };
    },

    async deleteBefore(entriesBefore, eventsBefore) {
      await prisma.auditInbox.deleteMany({ where: { receivedAt: { lt: eventsBefore } } });
      return (await prisma.auditEntry.deleteMany({ where: { createdAt: { lt: entriesBefore } } })).count;
    },
  };
}

function toRow(tenantId: string, { createTime, details, ...entry }: Entry) {
  return { tenantId, ...entry, details, createdAt: createTime, updatedAt: createTime };
}

function toEntry(row: Prisma.AuditEntryGetPayload<object>): Entry {
  const { tenantId: _, createdAt, updatedAt: __, details, ...entry } = row;
  // Only toRow writes this column, and it writes objects.
  return { ...entry, details: (details as JsonObject | null) ?? undefined, createTime: createdAt };
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

/** A text that is looked for as it is: these characters would stand for others. */
function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, "\\$&");
}
