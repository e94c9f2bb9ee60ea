import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";

/** Does expensive work off the event loop, a few pieces at a time. */
export interface WorkQueue {
  /** Runs a task when its turn comes. Fails with OVERLOADED when too many wait, or drops it when its caller is gone. */
  run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/**
 * A queue with room for `waiting` tasks. Without a bound, a flood of logins would be answered ever later, until nobody
 * waits for the answers any more.
 */
export function createWorkQueue(options: { readonly concurrency: number; readonly waiting: number }): WorkQueue {
  const turns: (() => void)[] = [];
  let running = 0;

  function takeTurn(): Promise<void> | undefined {
    if (running < options.concurrency) {
      running += 1;
      return undefined;
    }
    if (turns.length >= options.waiting) {
      throw problem(Reason.OVERLOADED, "too many passwords are waiting to be hashed", { retryAfterSeconds: "1" });
    }
    return new Promise((resolve) => turns.push(resolve));
  }

  /** The place goes to the next in line; only an empty line frees it. */
  function passOn(): void {
    const next = turns.shift();
    if (next) next();
    else running -= 1;
  }

  return {
    async run(task, signal) {
      await takeTurn();
      try {
        signal?.throwIfAborted();
        return await task();
      } finally {
        passOn();
      }
    },
  };
}
