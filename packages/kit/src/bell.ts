/** What a background worker waits for: that there is work, or that it is time to look anyway. */
export interface Bell {
  /** Wakes whoever waits; where nobody does, the next wait is over at once. */
  ring(): void;
  /** Forgets that it rang: whoever is about to look sees what it rang for. */
  hush(): void;
  /** Resolves when it rings, after `ms` milliseconds, or as soon as the signal aborts; then it is silent again. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** Makes a silent one, for one worker. */
export function createBell(): Bell {
  let rang = false;
  let wake = () => {};

  return {
    ring() {
      if (rang) return;
      rang = true;
      wake();
    },
    hush() {
      rang = false;
    },
    async wait(ms, signal) {
      if (!rang) {
        await new Promise<void>((resolve) => {
          const end = () => {
            clearTimeout(timer);
            signal.removeEventListener("abort", end);
            resolve();
          };
          const timer = setTimeout(end, ms);
          signal.addEventListener("abort", end);
          wake = end;
          if (signal.aborted) end();
        });
      }
      rang = false;
    },
  };
}
