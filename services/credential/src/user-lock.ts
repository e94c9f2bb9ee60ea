import { type Database, type Prisma, retried } from "@signet/db";

/** Whose credentials are changed. */
export interface Owner {
  readonly tenantId: string;
  readonly userId: string;
}

/** Runs a transaction that no other of this kind for the same user runs beside, for rules over several rows. */
export function lockingUser<T>(
  { prisma, dialect }: Database,
  { tenantId, userId }: Owner,
  work: (tx: Prisma.TransactionClient) => Promise<T>,
): Promise<T> {
  // MySQL has no lock that ends with the transaction; there, of two that meet, one is undone and tried again.
  if (dialect === "mysql") return retried(() => prisma.$transaction(work, { isolationLevel: "Serializable" }));
  const name = `credential/${tenantId}/${userId}`;
  return retried(() =>
    prisma.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
      return work(tx);
    }),
  );
}
