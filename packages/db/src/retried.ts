import { codesOf } from "./error-codes.ts";

/** How often a transaction that lost against another is tried before its failure passes on. */
const TRIES = 5;

/** What a unique key refused: Prisma's code, PostgreSQL's. */
const taken = new Set(["P2002", "23505"]);

/** What was undone in favour of another: Prisma's words, then the databases' for deadlocks and stale snapshots. */
const lost = new Set(["P2034", "TransactionWriteConflict", "40P01", "40001", "1213", "1020"]);

/**
 * Does the work, and again when the database undid it in favour of another transaction. What a unique key refuses is
 * answered by `taken`, where there is one.
 */
export async function retried<T, R = never>(
  work: () => Promise<T>,
  on: { readonly taken?: () => R } = {},
): Promise<T | R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const codes = codesOf(error);
      if (on.taken && codes.some((code) => taken.has(code))) return on.taken();
      if (attempt === TRIES || !codes.some((code) => lost.has(code))) throw error;
    }
  }
}

/** Whether an error says that a unique key refused. */
export function isTaken(error: unknown): boolean {
  return codesOf(error).some((code) => taken.has(code));
}
