import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ConnectRouter } from "@connectrpc/connect";
import { callerOf, isUuid, problem, type SigningKeys, uuidv4 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { type WebhookSchema, WebhookService } from "@signet/proto/webhook/v1/webhook_service";
import { checkSubscription, LIFETIME_MS, type Subscription } from "./subscription.ts";
import type { SubscriptionStore } from "./subscription-store.ts";
import type { Targets } from "./targets.ts";

/** What the handlers need. */
interface WebhookDeps {
  readonly subscriptions: SubscriptionStore;
  readonly targets: Targets;
  readonly keys: SigningKeys;
  readonly now: () => Date;
}

/** Serves signet.webhook.v1.WebhookService. */
export function webhookRoutes({ subscriptions, targets, keys, now }: WebhookDeps) {
  const found = async (tenantId: string, id: string): Promise<Subscription> => {
    const subscription = await subscriptions.find(tenantId, id);
    if (!subscription) throw problem(Reason.WEBHOOK_NOT_FOUND, "there is no such webhook");
    return subscription;
  };

  return (router: ConnectRouter) =>
    router.service(WebhookService, {
      async listWebhooks(_, context) {
        return { webhooks: (await subscriptions.list(callerOf(context).tenantId)).map(toProto) };
      },

      async getWebhook({ webhookId }, context) {
        return { webhook: toProto(await found(callerOf(context).tenantId, webhookId)) };
      },

      async createWebhook({ webhookId, callback, events }, context) {
        const { tenantId } = callerOf(context);
        if (!isUuid(webhookId)) throw problem(Reason.ARGUMENT_INVALID, "webhook_id must be a UUID");
        checkSubscription(callback, events);
        await subscriptions.insert(tenantId, newSubscription(webhookId, callback, events, now()));
        targets.changed(tenantId);
        return { webhook: toProto(await found(tenantId, webhookId)) };
      },

      async updateWebhook({ webhookId, callback, events, enabled }, context) {
        const { tenantId } = callerOf(context);
        checkSubscription(callback, events);
        const present = await found(tenantId, webhookId);
        // It begins anew: earlier failures are forgiven, else the next one would switch it off again.
        const fresh = newSubscription(webhookId, callback, events, now());
        const changed = { ...fresh, enabled, createTime: present.createTime };
        if (!(await subscriptions.update(tenantId, changed))) await found(tenantId, webhookId);
        targets.changed(tenantId);
        return { webhook: toProto(changed) };
      },

      async deleteWebhook({ webhookId }, context) {
        const { tenantId } = callerOf(context);
        if (!(await subscriptions.delete(tenantId, webhookId))) await found(tenantId, webhookId);
        targets.changed(tenantId);
        return {};
      },

      async getJwks(_, context) {
        return { jwksJson: await keys.jwks(callerOf(context).tenantId) };
      },
    });
}

function newSubscription(id: string, callback: string, events: readonly string[], now: Date): Subscription {
  const expireTime = new Date(now.getTime() + LIFETIME_MS);
  return {
    id,
    callback,
    enabled: true,
    failures: 0,
    expireTime,
    events: withIds(events),
    createTime: now,
    updateTime: now,
  };
}

function withIds(events: readonly string[]) {
  // They are read in the order of their ids, which is to be the order in which they were given.
  const ids = events.map(() => uuidv4()).sort();
  return events.map((event, index) => ({ id: ids[index] ?? uuidv4(), event }));
}

function toProto(subscription: Subscription): MessageInitShape<typeof WebhookSchema> {
  const { id, callback, enabled, failures, expireTime, events, createTime, updateTime } = subscription;
  return {
    webhookId: id,
    callback,
    enabled,
    failures,
    expireTime: expireTime && timestampFromDate(expireTime),
    events: events.map((subscribed) => ({ eventId: subscribed.id, event: subscribed.event })),
    createTime: timestampFromDate(createTime),
    updateTime: timestampFromDate(updateTime),
  };
}
