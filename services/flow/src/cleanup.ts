import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "@signet/kit";
import type { FlowStore } from "./store.ts";

const EVERY_MS = 10 * 60_000;

/** Removes conversations that are too old to go on, now and then, until stopped. */
export async function cleanUp(store: FlowStore, now: () => Date, log: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    await store.deleteExpired(now()).catch((error) => log.warn({ err: error }, "old flows could not be removed"));
  }
}
