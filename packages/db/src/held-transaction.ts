import { type Database, waitMs } from "./database.ts";
import type { Prisma } from "./gen/postgresql/client.ts";

/** A transaction that stays open from message to message, until it is told how to end. */
export interface HeldTransaction {
  readonly tx: Prisma.TransactionClient;
  /** Makes everything last. */
  commit(): Promise<void>;
  /** Undoes everything; does nothing after the end. */
  rollBack(): Promise<void>;
}

/** Thrown inside a transaction to undo it; never seen outside. */
const undone = Symbol("undone");

/**
 * Opens a transaction whose work arrives piece by piece. It keeps a connection of the pool for as long as it lasts, so
 * it is for tools that run alone and not for what many people do at once.
 */
export async function holdTransaction(
  { prisma }: Database,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<HeldTransaction> {
  let end: (how: "commit" | "roll back") => void = () => undefined;
  const ending = new Promise<"commit" | "roll back">((resolve) => {
    end = resolve;
  });
  let opened: (tx: Prisma.TransactionClient) => void = () => undefined;
  const open = new Promise<Prisma.TransactionClient>((resolve) => {
    opened = resolve;
  });
  const work = async (tx: Prisma.TransactionClient) => {
    opened(tx);
    if ((await ending) === "roll back") throw undone;
  };
  const done = prisma.$transaction(work, { maxWait: waitMs, timeout: timeoutMs });
  // Whoever ends the transaction hears how that went; until then a failure waits for them.
  done.catch(() => undefined);
  const tx = await Promise.race([open, done.then(() => open)]);
  return {
    tx,
    async commit() {
      end("commit");
      await done;
    },
    async rollBack() {
      end("roll back");
      await done.catch((error) => {
        if (error !== undone) throw error;
      });
    },
  };
}
