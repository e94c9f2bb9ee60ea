import type { Logger } from "./log.ts";
import { pause } from "./pause.ts";

/** Does some work now and then again and again until aborted. A failure is logged; the next round comes all the same. */
export async function repeat(
  work: () => Promise<unknown>,
  options: { readonly name: string; readonly everyMs: number; readonly signal: AbortSignal; readonly log: Logger },
): Promise<void> {
  const { name, everyMs, signal, log } = options;
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) log.error({ err: error, work: name }, "background work failed; trying again");
    }
    await pause(everyMs, signal);
  }
}
