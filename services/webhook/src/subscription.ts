import { webhookEvents } from "@signet/config";
import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";

/** A stored subscription: who wants to hear what. */
export interface Subscription {
  readonly id: string;
  readonly callback: string;
  readonly enabled: boolean;
  /** Consecutive ones. */
  readonly failures: number;
  readonly expireTime?: Date;
  readonly events: readonly SubscribedEvent[];
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** An event name of a subscription, with an id of its own as the contract shows it. */
export interface SubscribedEvent {
  readonly id: string;
  readonly event: string;
}

/** A stored subscription is switched off by the next consecutive failure (admin-rest.md section 14.5). */
export const FAILURES_ENDURED = 5;
/** A stored subscription lives this long after its creation or last success, where expiry is on. */
export const LIFETIME_MS = 30 * 24 * 3_600_000;

/** Whether a subscription to `subscribed` hears of `event`: names match by their beginning (admin-rest.md section 14.1). */
export function hears(subscribed: readonly string[], event: string): boolean {
  return subscribed.some((prefix) => event.startsWith(prefix));
}

/** Refuses what cannot be called, and names that never happen. */
export function checkSubscription(callback: string, events: readonly string[]): void {
  const url = URL.canParse(callback) ? new URL(callback) : undefined;
  if (!url || !["http:", "https:"].includes(url.protocol)) {
    throw problem(Reason.WEBHOOK_CALLBACK_INVALID, "callback must be an http or https URL");
  }
  if (events.length === 0) throw problem(Reason.ARGUMENT_INVALID, "a webhook needs at least one event");
  const known: readonly string[] = webhookEvents;
  const unknown = events.find((event) => !known.includes(event));
  if (unknown !== undefined) {
    throw problem(Reason.WEBHOOK_EVENT_UNKNOWN, `${unknown.slice(0, 80)} is not a webhook event`, { event: unknown });
  }
}
