import type { TenantSettings } from "@signet/config";
import type { Logger } from "@signet/kit";
import { hears, type Subscription } from "./subscription.ts";
import type { SubscriptionStore } from "./subscription-store.ts";

/** Somebody who wants to hear of an event. */
export interface Target {
  readonly callback: string;
  readonly subscriptionId?: string;
}

/** Finds who wants to hear of an event: hooks of the file first, then those of the database. */
export interface Targets {
  of(tenantId: string, event: string): Promise<readonly Target[]>;
  /** Forgets what is remembered of a tenant's subscriptions, after they changed here. */
  changed(tenantId: string): void;
}

/** Changes made by another process are seen after this time. */
const REMEMBER_MS = 5_000;

/** Subscriptions are remembered for a moment: most events have no listener and should cost no query. */
export function createTargets(options: {
  readonly store: SubscriptionStore;
  readonly settings: (tenantId: string) => TenantSettings;
  readonly now: () => Date;
  readonly log: Logger;
}): Targets {
  const { store, settings, now, log } = options;
  const remembered = new Map<string, { subscriptions: readonly Subscription[]; until: number }>();

  async function subscriptionsOf(tenantId: string): Promise<readonly Subscription[]> {
    const known = remembered.get(tenantId);
    if (known && known.until > now().getTime()) return known.subscriptions;
    const subscriptions = await store.list(tenantId);
    remembered.set(tenantId, { subscriptions, until: now().getTime() + REMEMBER_MS });
    return subscriptions;
  }

  async function isAlive(tenantId: string, subscription: Subscription): Promise<boolean> {
    const { expireTime, id } = subscription;
    const expires = settings(tenantId).webhooks.allow_time_expiration;
    if (!expires || !expireTime || expireTime > now()) return true;
    log.info({ tenantId, webhook: id }, "a webhook has expired and is switched off");
    await store.switchOff(tenantId, id);
    remembered.delete(tenantId);
    return false;
  }

  return {
    async of(tenantId, event) {
      const { webhooks } = settings(tenantId);
      const configured = webhooks.enabled ? webhooks.hooks.filter(({ events }) => hears(events, event)) : [];
      const targets: Target[] = configured.map(({ callback }) => ({ callback }));
      for (const subscription of await subscriptionsOf(tenantId)) {
        const wants =
          subscription.enabled &&
          hears(
            subscription.events.map((subscribed) => subscribed.event),
            event,
          );
        if (!wants || !(await isAlive(tenantId, subscription))) continue;
        targets.push({ callback: subscription.callback, subscriptionId: subscription.id });
      }
      return targets;
    },
    changed(tenantId) {
      remembered.delete(tenantId);
    },
  };
}
