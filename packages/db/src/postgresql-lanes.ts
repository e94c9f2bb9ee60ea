import type pg from "pg";
import type { NamedStatement, RunStatement, StatementResult } from "./postgresql-statement.ts";

interface Waiting {
  readonly statement: NamedStatement;
  readonly resolve: (result: StatementResult) => void;
  readonly reject: (error: unknown) => void;
}

/** How many statements a lane runs before it lets others have its connection. */
const TURNS = 16;

/**
 * Runs single statements on the connections of a pool. While statements wait, a connection goes from one to the next without
 * a way through the pool, which cost a third of what the driver did; Prisma, which waits there, has its turn after a few.
 */
export function statementLanes(pool: pg.Pool, lanes: number, run: RunStatement) {
  const waiting: Waiting[] = [];
  let open = 0;

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
      waiting.push({ statement, resolve, reject });
      if (open < lanes) lane();
    });
}
