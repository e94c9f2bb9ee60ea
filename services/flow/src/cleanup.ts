import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "@signet/kit";

const EVERY_MS = 10 * 60_000;

/** Keeps what is good for a time only. */
interface Expiring {
  deleteExpired(now: Date): Promise<unknown>;
}

/** Removes what is too old to go on with, now and then, until stopped. */
export async function cleanUp(
  stores: readonly Expiring[],
  { now, log, signal }: { readonly now: () => Date; readonly log: Logger; readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    await pause(EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    for (const store of stores) {
      await store.deleteExpired(now()).catch((error) => log.warn({ err: error }, "what is old could not be removed"));
    }
  }
}
