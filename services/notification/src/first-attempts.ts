/** Those who wait until a mail was tried for the first time. */
export interface FirstAttempts {
  /** Resolves when the attempt is over, however it ended, or when it takes too long. */
  wait(mailId: string): Promise<void>;
  /** Tells whoever waits that it is over. */
  over(mailId: string): void;
}

/** Nobody waits longer than this many milliseconds: a slow server must not hold up who asked for the mail. */
export function createFirstAttempts(patienceMs: number): FirstAttempts {
  const waiting = new Map<string, () => void>();
  const over = (mailId: string) => waiting.get(mailId)?.();

  return {
    over,
    wait: (mailId) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => over(mailId), patienceMs);
        waiting.set(mailId, () => {
          clearTimeout(timer);
          waiting.delete(mailId);
          resolve();
        });
      }),
  };
}
