import type { JsonObject } from "@bufbuild/protobuf";
import type { Prisma } from "@signet/db";
import type { Entry } from "./entry.ts";

/** An entry as Prisma writes it. */
export function toRow(tenantId: string, { createTime, details, ...entry }: Entry, mac: string) {
  return { tenantId, ...entry, details, mac, createdAt: createTime, updatedAt: createTime };
}

/** An entry as Prisma reads it. */
export function toEntry(row: Prisma.AuditEntryGetPayload<object>): Entry {
  const { id, type, error, requestId, sourceIp, userAgent, actorUserId, actorEmail, details, createdAt } = row;
  const said = { id, type, error, requestId, sourceIp, userAgent, actorUserId, actorEmail };
  // Only toRow writes this column, and it writes objects.
  return { ...said, details: (details as JsonObject | null) ?? undefined, createTime: createdAt };
}
