import { setMaxListeners } from "node:events";
import { createBell, type Logger, type Secrets } from "@signet/kit";
import type { Call } from "./call.ts";
import { type Delivery, nextAttemptIn } from "./delivery.ts";
import type { DeliveryStore } from "./delivery-store.ts";
import { FAILURES_ENDURED, LIFETIME_MS } from "./subscription.ts";
import type { SubscriptionStore } from "./subscription-store.ts";

/** Makes the calls that wait in the table, in the background. */
export interface Dispatcher {
  /** Says that a call was added. */
  poke(): void;
  run(signal: AbortSignal): Promise<void>;
}

const BATCH = 20;
/** Longer than a call can take; a process that died gives its calls back this way. */
const LEASE_MS = 60_000;
const IDLE_MS = 5_000;
/** How long calls that are being made may go on when the process stops: one that is cut off will be made again. */
const STOP_MS = 5_000;
const FORGET_EVERY_MS = 3_600_000;
const REMEMBER_MS = 14 * 24 * 3_600_000;

/** What the data of deliveries is sealed for. */
export const DATA_PURPOSE = "webhook data";

/** A dispatcher over the table of deliveries; several processes share the work. No transaction is open during a call. */
export function createDispatcher(options: {
  readonly deliveries: DeliveryStore;
  readonly subscriptions: SubscriptionStore;
  readonly call: Call;
  readonly secrets: Secrets;
  readonly now: () => Date;
  readonly log: Logger;
}): Dispatcher {
  const { deliveries, subscriptions, call, secrets, now, log } = options;
  const after = (ms: number) => new Date(now().getTime() + ms);
  const bell = createBell();
  let forgotAt = Number.NEGATIVE_INFINITY;

  /** Where a call goes now: a hook of the database may have moved, been switched off or deleted since. */
  async function callbackOf({ tenantId, subscriptionId, callback }: Delivery): Promise<string | undefined> {
    if (subscriptionId === undefined) return callback;
    const subscription = await subscriptions.find(tenantId, subscriptionId);
    return subscription?.enabled ? subscription.callback : undefined;
  }

  async function deliver(delivery: Delivery, cutOff: AbortSignal): Promise<void> {
    const callback = await callbackOf(delivery);
    if (callback === undefined) return deliveries.done(delivery);
    try {
      await call({ ...delivery, callback }, JSON.parse(secrets.open(DATA_PURPOSE, delivery.sealedData)), cutOff);
    } catch (error) {
      // Stopping is not the receiver's failure: the lease ends and the call is made again.
      if (!cutOff.aborted) await failed(delivery, error instanceof Error ? error.message : String(error));
      return;
    }
    await deliveries.done(delivery);
    const { tenantId, subscriptionId } = delivery;
    if (subscriptionId !== undefined) await subscriptions.succeeded(tenantId, subscriptionId, after(LIFETIME_MS));
  }

  async function failed(delivery: Delivery, error: string): Promise<void> {
    const { tenantId, id, subscriptionId, attempts, event } = delivery;
    const wait = nextAttemptIn(attempts + 1);
    const nextAttemptAt = wait === undefined ? undefined : after(wait);
    log.warn({ delivery: id, event, attempt: attempts + 1, error, nextAttemptAt }, "a webhook was not delivered");
    await deliveries.failed(delivery, { error, nextAttemptAt, now: now() });
    if (subscriptionId !== undefined) await subscriptions.failed(tenantId, subscriptionId, FAILURES_ENDURED);
  }

  async function forget(): Promise<void> {
    if (now().getTime() - forgotAt < FORGET_EVERY_MS) return;
    forgotAt = now().getTime();
    await deliveries.deleteBefore(after(-REMEMBER_MS));
  }

  async function round(cutOff: AbortSignal): Promise<boolean> {
    const due = await deliveries.lease(BATCH, now(), after(LEASE_MS));
    // All of them end before the round does, so that nothing is under way any more once this worker has stopped.
    const ends = await Promise.allSettled(due.map((delivery) => deliver(delivery, cutOff)));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    await forget();
    return due.length === BATCH;
  }

  return {
    poke: bell.ring,
    async run(signal) {
      const cutOff = new AbortController();
      // One listener for each call that is being made is no leak.
      setMaxListeners(0, cutOff.signal);
      signal.addEventListener("abort", () => setTimeout(() => cutOff.abort(), STOP_MS).unref(), { once: true });
      while (!signal.aborted) {
        try {
          if (await round(cutOff.signal)) continue;
        } catch (error) {
          if (!signal.aborted) log.error({ err: error }, "webhooks could not be delivered; trying again");
        }
        await bell.wait(IDLE_MS, signal);
      }
    },
  };
}
