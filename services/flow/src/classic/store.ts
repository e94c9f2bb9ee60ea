import type { Database } from "@signet/db";
import type { OutboxRow } from "@signet/kit";
import type { Ceremony, CeremonyOf } from "./ceremony.ts";

/** Everything the classic API asks of its database. */
export interface CeremonyStore {
  /** Keeps a ceremony until a time. */
  put(tenantId: string, ceremony: Ceremony, times: { readonly now: Date; readonly until: Date }): Promise<void>;
  find<K extends Ceremony["kind"]>(tenantId: string, kind: K, id: string): Promise<CeremonyOf<K> | undefined>;
  /** Finds a ceremony and forgets it: of parallel calls one finds it. */
  take<K extends Ceremony["kind"]>(tenantId: string, kind: K, id: string): Promise<CeremonyOf<K> | undefined>;
  /** Tells what happened where nothing of this unit changed. */
  tell(event: OutboxRow): Promise<void>;
}

/** Ceremonies in the table flow_ceremonies. */
export function createCeremonyStore({ prisma }: Database): CeremonyStore {
  const find: CeremonyStore["find"] = async (tenantId, kind, id) => {
    const row = await prisma.flowCeremony.findUnique({ where: { tenantId_kind_id: { tenantId, kind, id } } });
    // Only put() writes records, and under their own kind.
    return row ? JSON.parse(row.record) : undefined;
  };
  return {
    find,

    async put(tenantId, ceremony, { now, until }) {
      const { kind, id } = ceremony;
      const record = JSON.stringify(ceremony);
      await prisma.flowCeremony.create({
        data: { tenantId, kind, id, record, expiresAt: until, createdAt: now },
      });
    },

    async take(tenantId, kind, id) {
      const ceremony = await find(tenantId, kind, id);
      if (!ceremony) return undefined;
      const { count } = await prisma.flowCeremony.deleteMany({ where: { tenantId, kind, id } });
      return count === 1 ? ceremony : undefined;
    },

    async tell(event) {
      await prisma.flowOutbox.create({ data: event });
    },
  };
}
