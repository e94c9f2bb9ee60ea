import type { Prisma } from "./gen/postgresql/client.ts";
import { isTaken } from "./retried.ts";

/** How entries of some kind are inserted, many at a time. */
export interface FreeInsertion<T> {
  /** What an entry claims for itself, in words for people: 'username "ada"'. */
  claims(entry: T): readonly string[];
  /** Inserts all of them; fails when a unique key refuses one. */
  insert(tx: Prisma.TransactionClient, entries: readonly T[]): Promise<unknown>;
  /** Which of their claims somebody has already. */
  taken(entries: readonly T[]): Promise<ReadonlySet<string>>;
}

/** What was free when it was looked at may be gone when it is inserted; then there is room for another look. */
const TRIES = 5;

/**
 * Inserts, within a transaction, those of the entries whose claims are free, and says of the others which claim is not.
 * Of two entries with the same claim the first is inserted.
 */
export async function insertFree<T>(
  tx: Prisma.TransactionClient,
  entries: readonly T[],
  insertion: FreeInsertion<T>,
): Promise<ReadonlyMap<T, string>> {
  const { claims, insert, taken } = insertion;
  const refused = new Map<T, string>();
  const refuse = (isHeld: (entry: T, claim: string) => boolean) => {
    for (const entry of entries) {
      const held = refused.has(entry) ? undefined : claims(entry).find((claim) => isHeld(entry, claim));
      if (held !== undefined) refused.set(entry, held);
    }
  };

  refuse(heldByEarlier(claims));
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const left = entries.filter((entry) => !refused.has(entry));
    if (left.length === 0 || (await insertOrUndo(tx, (inner) => insert(inner, left)))) return refused;
    const held = await taken(left);
    refuse((_, claim) => held.has(claim));
  }
  throw new Error("entries cannot be inserted, and what is in their way cannot be found");
}

/** Whether a claim was made before, by an entry that was not refused for it. */
function heldByEarlier<T>(claims: (entry: T) => readonly string[]) {
  const holders = new Map<string, T>();
  return (entry: T, claim: string) => {
    const holder = holders.get(claim);
    if (holder !== undefined && holder !== entry) return true;
    // All or nothing: an entry that is refused for its last claim holds none of the others.
    if (claims(entry).every((each) => (holders.get(each) ?? entry) === entry)) holders.set(claim, entry);
    return false;
  };
}

/** False, and nothing was inserted, when a unique key refused. */
async function insertOrUndo(
  tx: Prisma.TransactionClient,
  insert: (tx: Prisma.TransactionClient) => Promise<unknown>,
): Promise<boolean> {
  try {
    // Within a transaction this is a savepoint: what was refused leaves no trace, and the rest goes on.
    await tx.$transaction(insert);
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
}
