import type { Database, Prisma } from "@signet/db";
import type { SubscribedEvent, Subscription } from "./subscription.ts";

/** Everything the webhook service asks of its database about subscriptions. */
export interface SubscriptionStore {
  list(tenantId: string): Promise<Subscription[]>;
  find(tenantId: string, id: string): Promise<Subscription | undefined>;
  /** Saves a subscription; one with the same id stays as it is. */
  insert(tenantId: string, subscription: Subscription): Promise<void>;
  /** Replaces everything but the time of creation. False when there is no such subscription. */
  update(tenantId: string, subscription: Subscription): Promise<boolean>;
  /** False when there was none. */
  delete(tenantId: string, id: string): Promise<boolean>;
  /** Forgives failures, and lets the subscription live until then. */
  succeeded(tenantId: string, id: string, expireTime: Date): Promise<void>;
  /** Counts a failure; a subscription that has failed more often in a row than it may is switched off. */
  failed(tenantId: string, id: string, endured: number): Promise<void>;
  switchOff(tenantId: string, id: string): Promise<void>;
}

const withEvents = { include: { events: { orderBy: { id: "asc" } } } } as const;

export function createSubscriptionStore({ prisma }: Database): SubscriptionStore {
  return {
    async list(tenantId) {
      const rows = await prisma.webhookSubscription.findMany({
        where: { tenantId },
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
        ...withEvents,
      });
      return rows.map(toSubscription);
    },

    async find(tenantId, id) {
      const where = { tenantId_id: { tenantId, id } };
      const row = await prisma.webhookSubscription.findUnique({ where, ...withEvents });
      return row ? toSubscription(row) : undefined;
    },

    async insert(tenantId, subscription) {
      await prisma.$transaction(async (tx) => {
        const data = [toRow(tenantId, subscription)];
        const { count } = await tx.webhookSubscription.createMany({ data, skipDuplicates: true });
        if (count === 1) await tx.webhookSubscriptionEvent.createMany({ data: eventRows(tenantId, subscription) });
      });
    },

    update(tenantId, subscription) {
      const { id, callback, enabled, failures, expireTime, updateTime } = subscription;
      return prisma.$transaction(async (tx) => {
        const data = { callback, enabled, failures, expiresAt: expireTime ?? null, updatedAt: updateTime };
        const { count } = await tx.webhookSubscription.updateMany({ where: { tenantId, id }, data });
        if (count === 0) return false;
        await tx.webhookSubscriptionEvent.deleteMany({ where: { tenantId, subscriptionId: id } });
        await tx.webhookSubscriptionEvent.createMany({ data: eventRows(tenantId, subscription) });
        return true;
      });
    },

    async delete(tenantId, id) {
      return (await prisma.webhookSubscription.deleteMany({ where: { tenantId, id } })).count === 1;
    },

    async succeeded(tenantId, id, expireTime) {
      const data = { failures: 0, expiresAt: expireTime };
      await prisma.webhookSubscription.updateMany({ where: { tenantId, id }, data });
    },

    // Counted by the database: calls to one receiver may fail side by side.
    async failed(tenantId, id, endured) {
      const where = { tenantId, id };
      await prisma.webhookSubscription.updateMany({ where, data: { failures: { increment: 1 } } });
      const tooMany = { ...where, failures: { gt: endured } };
      await prisma.webhookSubscription.updateMany({ where: tooMany, data: { enabled: false } });
    },

    async switchOff(tenantId, id) {
      await prisma.webhookSubscription.updateMany({ where: { tenantId, id }, data: { enabled: false } });
    },
  };
}

type Row = Prisma.WebhookSubscriptionGetPayload<typeof withEvents>;

function toSubscription({
  id,
  callback,
  enabled,
  failures,
  expiresAt,
  events,
  createdAt,
  updatedAt,
}: Row): Subscription {
  return {
    id,
    callback,
    enabled,
    failures,
    expireTime: expiresAt ?? undefined,
    events: events.map((row): SubscribedEvent => ({ id: row.id, event: row.event })),
    createTime: createdAt,
    updateTime: updatedAt,
  };
}

function toRow(tenantId: string, subscription: Subscription) {
  const { id, callback, enabled, failures, expireTime, createTime, updateTime } = subscription;
  const times = { expiresAt: expireTime, createdAt: createTime, updatedAt: updateTime };
  return { tenantId, id, callback, enabled, failures, ...times };
}

function eventRows(tenantId: string, { id: subscriptionId, events }: Subscription) {
  return events.map(({ id, event }) => ({ tenantId, id, subscriptionId, event }));
}
