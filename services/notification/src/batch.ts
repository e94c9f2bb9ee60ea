/** Gathers what happens one by one, to be written down together. */
export interface Batch<T> {
  add(item: T): void;
  /** Writes what was gathered. Resolves when it was tried. */
  flush(): Promise<void>;
}

const RETRY_MS = 1_000;

/** A batch that is written `waitMs` after its first item. What could not be written stays in it. */
export function createBatch<T>(options: {
  readonly write: (items: readonly T[]) => Promise<void>;
  readonly waitMs: number;
  readonly onError: (error: unknown) => void;
}): Batch<T> {
  const { write, waitMs, onError } = options;
  let items: T[] = [];
  let timer: NodeJS.Timeout | undefined;

  function schedule(ms: number): void {
    timer ??= setTimeout(() => void flush(), ms);
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const written = items;
    items = [];
    if (written.length === 0) return;
    try {
      await write(written);
    } catch (error) {
      onError(error);
      items = [...written, ...items];
      schedule(RETRY_MS);
    }
  }

  return {
    add(item) {
      items.push(item);
      schedule(waitMs);
    },
    flush,
  };
}
