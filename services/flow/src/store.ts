import type { Database } from "@signet/db";
import type { OutboxRow } from "@signet/kit";
import type { Flow, FlowName, FlowPosition, Snapshot } from "./engine/types.ts";

/** Everything the flow service asks of its database. */
export interface FlowStore {
  find(tenantId: string, id: string): Promise<Flow | undefined>;
  /** Saves a conversation after its first action, with its events. False if it has a row already. */
  insert(flow: Flow, events: readonly OutboxRow[], now: Date): Promise<boolean>;
  /** Saves a later turn, with its events. False if another turn was faster. */
  update(flow: Flow, events: readonly OutboxRow[], now: Date): Promise<boolean>;
}

/** What is kept as text: only the conversation itself reads it. */
interface StoredRecord extends FlowPosition {
  readonly history: readonly Snapshot[];
}

/** The columns of flow_flows. */
export interface FlowRow {
  readonly name: string;
  readonly version: number;
  readonly csrfToken: string;
  readonly record: string;
  readonly expiresAt: Date;
}

export function createFlowStore(db: Database): FlowStore {
  const { prisma } = db;
  return {
    async find(tenantId, id) {
      const row = await prisma.flowFlow.findUnique({ where: { tenantId_id: { tenantId, id } } });
      return row ? toFlow(tenantId, id, row) : undefined;
    },

    async insert(flow, events, now) {
      const data = [{ tenantId: flow.tenantId, id: flow.id, ...toRow(flow), createdAt: now, updatedAt: now }];
      if (events.length === 0) return (await prisma.flowFlow.createMany({ data, skipDuplicates: true })).count === 1;
      return prisma.$transaction(async (tx) => {
        const { count } = await tx.flowFlow.createMany({ data, skipDuplicates: true });
        if (count === 1) await tx.flowOutbox.createMany({ data: [...events] });
        return count === 1;
      });
    },

    async update(flow, events, now) {
      // The version that was read: whoever writes first wins, everybody else has read something stale.
      const where = { tenantId: flow.tenantId, id: flow.id, version: flow.version - 1 };
      const data = { ...toRow(flow), updatedAt: now };
      if (events.length === 0) return (await prisma.flowFlow.updateMany({ where, data })).count === 1;
      return prisma.$transaction(async (tx) => {
        const { count } = await tx.flowFlow.updateMany({ where, data });
        if (count === 1) await tx.flowOutbox.createMany({ data: [...events] });
        return count === 1;
      });
    },
  };
}

/** A conversation as columns. */
export function toRow(flow: Flow): FlowRow {
  const { name, version, csrfToken, expiresAt, state, previous, scheduled, data, history } = flow;
  const record: StoredRecord = { state, previous, scheduled, data, history };
  return { name, version, csrfToken, record: JSON.stringify(record), expiresAt };
}

/** A conversation from its columns. */
export function toFlow(tenantId: string, id: string, row: FlowRow): Flow {
  const { version, csrfToken, expiresAt } = row;
  // Only toRow writes this text and this name.
  const record = JSON.parse(row.record) as StoredRecord;
  return { id, tenantId, name: row.name as FlowName, version, csrfToken, expiresAt, ...record };
}
