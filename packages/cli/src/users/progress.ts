/** Shows how far something is, on stderr: a bar at a terminal, nothing elsewhere. */
export interface Progress {
  /** Passes the chunks on and counts their bytes. */
  watch(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** Counts entries. */
  count(entries: number): void;
  /** Clears the line, so that what is written next stands alone. */
  clear(): void;
}

const WIDTH = 30;
const EVERY_MS = 100;

/** A bar for `total` bytes, or a mere count where that is unknown. */
export function createProgress(total: number | undefined, screen: NodeJS.WriteStream = process.stderr): Progress {
  const started = performance.now();
  let bytes = 0;
  let entries = 0;
  let drawn = Number.NEGATIVE_INFINITY;

  function draw(): void {
    const now = performance.now();
    if (!screen.isTTY || now - drawn < EVERY_MS) return;
    drawn = now;
    const perSecond = Math.round(entries / Math.max((now - started) / 1000, 0.001));
    const part = total ? Math.min(bytes / total, 1) : undefined;
    const bar =
      part === undefined ? "" : `${"█".repeat(Math.round(part * WIDTH)).padEnd(WIDTH, "░")} ${percent(part)} `;
    screen.write(`\r\u001b[K${bar}${entries.toLocaleString("en")} users, ${perSecond.toLocaleString("en")}/s`);
  }

  return {
    async *watch(chunks) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        draw();
        yield chunk;
      }
    },
    count(more) {
      entries += more;
      draw();
    },
    clear() {
      if (screen.isTTY && drawn > Number.NEGATIVE_INFINITY) screen.write("\r\u001b[K");
      drawn = Number.NEGATIVE_INFINITY;
    },
  };
}

function percent(part: number): string {
  return `${Math.floor(part * 100)} %`.padStart(5);
}
