import { type Database, retried } from "@signet/db";

/** What is asked of the database about recovery codes. */
export interface RecoveryCodeStore {
  /** Replaces all codes of a user. */
  replace(
    tenantId: string,
    userId: string,
    codes: { readonly macs: readonly string[]; readonly now: Date },
  ): Promise<void>;
  /** Uses a code up, given its MAC under each key. Gives how many are left; undefined when there is no such code. */
  use(tenantId: string, userId: string, macs: readonly string[]): Promise<number | undefined>;
}

/** The store over a database. */
export function createRecoveryCodeStore({ prisma }: Database): RecoveryCodeStore {
  const codes = prisma.credentialRecoveryCode;
  return {
    async replace(tenantId, userId, { macs, now }) {
      const data = macs.map((codeMac) => ({ tenantId, userId, codeMac, createdAt: now }));
      const old = { where: { tenantId, userId } };
      await retried(() => prisma.$transaction([codes.deleteMany(old), codes.createMany({ data })]));
    },

    async use(tenantId, userId, macs) {
      // Of any number of calls with one code, the one that deletes the row has used it.
      const one = { where: { tenantId, userId, codeMac: { in: [...macs] } } };
      const { count } = await retried(() => codes.deleteMany(one));
      return count === 0 ? undefined : codes.count({ where: { tenantId, userId } });
    },
  };
}
