import type pg from "pg";
import type { NamedStatement, RunStatement, StatementResult } from "./postgresql-statement.ts";

interface Waiting {
  readonly statement: NamedStatement;
  readonly resolve: (result: StatementResult) => void;
  readonly reject: (error: unknown) => void;
  readonly since: number;
}

/** How much runs at once, and how long the rest waits for it. */
interface LaneSettings {
  readonly lanes: number;
  readonly waitMs: number;
}

/** How many statements a lane runs before it lets others have its connection. */
const TURNS = 16;

/**
 * Runs single statements on the connections of a pool. While statements wait, a connection goes from one to the next without
 * a way through the pool, which was about a quarter of what the driver did; Prisma, which waits there, has its turn after a few.
 */
export function statementLanes(pool: pg.Pool, { lanes, waitMs }: LaneSettings, run: RunStatement) {
  const waiting: Waiting[] = [];
  let open = 0;
  let isWatched = false;

  function watch(ms: number): void {
    isWatched = true;
    setTimeout(giveUp, ms).unref();
  }

  /** As the pool does for those who wait there: connections that hang must not make a line without end. */
  function giveUp(): void {
    const late = performance.now() - waitMs;
    while (waiting[0] && waiting[0].since <= late) waiting.shift()?.reject(new Error("no connection was free in time"));
    const [next] = waiting;
    isWatched = next !== undefined;
    if (next) watch(next.since - late);
  }

  async function lane(): Promise<void> {
    open += 1;
    try {
      await serve(await pool.connect());
    } catch (error) {
      waiting.shift()?.reject(error);
    } finally {
      open -= 1;
    }
    if (waiting.length > 0) lane();
  }

  async function serve(client: pg.PoolClient): Promise<void> {
    let broken: Error | undefined;
    const breaks = (error: Error) => {
      broken = error;
    };
    client.on("error", breaks);
    for (let turn = 0; turn < TURNS && !broken; turn++) {
      const next = waiting.shift();
      if (!next) break;
      await run(client, next.statement).then(next.resolve, next.reject);
    }
    client.removeListener("error", breaks);
    client.release(broken);
  }

  return (statement: NamedStatement): Promise<StatementResult> =>
    new Promise((resolve, reject) => {
      waiting.push({ statement, resolve, reject, since: performance.now() });
      if (!isWatched) watch(waitMs);
      if (open < lanes) lane();
    });
}
