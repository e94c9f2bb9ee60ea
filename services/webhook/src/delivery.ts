/** A call to make: one event for one callback. */
export interface Delivery {
  readonly tenantId: string;
  readonly id: string;
  readonly eventId: string;
  readonly event: string;
  readonly callback: string;
  /** Undefined for a hook of the configuration file. */
  readonly subscriptionId?: string;
  /** The data, sealed: it may hold a code. */
  readonly sealedData: string;
  readonly attempts: number;
  readonly createTime: Date;
}

/** How long to wait before the next attempt; undefined when enough were made. */
export function nextAttemptIn(attempts: number): number | undefined {
  return WAITS_MS[attempts - 1];
}

const MINUTE_MS = 60_000;
const WAITS_MS = [10_000, MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * 60 * MINUTE_MS, 6 * 60 * MINUTE_MS];
