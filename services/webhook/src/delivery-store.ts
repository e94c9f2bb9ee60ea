import type { Database, Prisma } from "@signet/db";
import type { Delivery } from "./delivery.ts";

/** Everything the webhook service asks of its database about calls to make. The queue is one for all tenants. */
export interface DeliveryStore {
  /** Keeps the calls of an event, once per event. */
  insert(eventId: string, deliveries: readonly Delivery[], now: Date): Promise<void>;
  /** Takes calls that are due and that nobody holds, oldest first, until `until`. */
  lease(limit: number, now: Date, until: Date): Promise<readonly Delivery[]>;
  /** Forgets a call that was made. */
  done(delivery: Delivery): Promise<void>;
  /** Counts a failed attempt; without a next one the call is given up. */
  failed(delivery: Delivery, failure: { error: string; nextAttemptAt?: Date; now: Date }): Promise<void>;
  /** Forgets which events were handled, and calls that were given up, before then. */
  deleteBefore(before: Date): Promise<void>;
}

const CONSUMER = "webhook";

export function createDeliveryStore({ prisma, dialect }: Database): DeliveryStore {
  return {
    async insert(eventId, deliveries, now) {
      await prisma.$transaction(async (tx) => {
        const seen = { eventId, consumer: CONSUMER, receivedAt: now };
        const { count } = await tx.webhookInbox.createMany({ data: [seen], skipDuplicates: true });
        if (count === 1) await tx.webhookDelivery.createMany({ data: deliveries.map((one) => toRow(one, now)) });
      });
    },

    lease(limit, now, until) {
      const mark = dialect === "postgresql" ? "$1" : "?";
      return prisma.$transaction(async (tx) => {
        // SKIP LOCKED: processes that share the queue take different rows and do not wait for each other.
        const due = await tx.$queryRawUnsafe<{ tenant_id: string; id: string }[]>(
          `SELECT tenant_id, id FROM webhook_deliveries WHERE failed_at IS NULL AND next_attempt_at <= ${mark}
           ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`,
          now,
        );
        const where = { OR: due.map(({ tenant_id: tenantId, id }) => ({ tenantId, id })) };
        if (due.length === 0) return [];
        await tx.webhookDelivery.updateMany({ where, data: { nextAttemptAt: until } });
        return (await tx.webhookDelivery.findMany({ where, orderBy: { createdAt: "asc" } })).map(toDelivery);
      });
    },

    async done({ tenantId, id }) {
      await prisma.webhookDelivery.deleteMany({ where: { tenantId, id } });
    },

    async failed({ tenantId, id, attempts }, { error, nextAttemptAt, now }) {
      const next = nextAttemptAt ? { nextAttemptAt } : { failedAt: now };
      const data = { attempts: attempts + 1, lastError: error.slice(0, 500), ...next };
      await prisma.webhookDelivery.updateMany({ where: { tenantId, id }, data });
    },

    async deleteBefore(before) {
      await prisma.webhookInbox.deleteMany({ where: { receivedAt: { lt: before } } });
      await prisma.webhookDelivery.deleteMany({ where: { failedAt: { lt: before } } });
    },
  };
}

function toRow({ createTime, ...delivery }: Delivery, now: Date) {
  return { ...delivery, createdAt: createTime, nextAttemptAt: now };
}

function toDelivery(row: Prisma.WebhookDeliveryGetPayload<object>): Delivery {
  const { tenantId, id, eventId, event, callback, subscriptionId, sealedData, attempts, createdAt } = row;
  const whose = subscriptionId === "" ? {} : { subscriptionId };
  return { tenantId, id, eventId, event, callback, ...whose, sealedData, attempts, createTime: createdAt };
}
