import type { Database } from "@signet/db";
import type { Scope } from "./relying-party.ts";
import { transactionFrom } from "./row.ts";
import type { StoredTransaction } from "./transaction.ts";

/** What is asked of the database about transactions once they are there. */
export interface TransactionStore {
  /** Of a user, by the relying party's id or by ours, newest first. */
  list(scope: Scope, userId: string, limit: number): Promise<readonly StoredTransaction[]>;
  /** By our id, of any relying party of the tenant. */
  find(tenantId: string, id: string): Promise<StoredTransaction | undefined>;
  /** By the relying party's identifier. */
  findByIdentifier(scope: Scope, identifier: string): Promise<StoredTransaction | undefined>;
}

/** The store over a database. */
export function createTransactionStore({ prisma }: Database): TransactionStore {
  const transactions = prisma.credentialRelyingPartyTransaction;
  return {
    async list(scope, userId, take) {
      const where = { ...scope, OR: [{ userId }, { ownerId: userId }] };
      const orderBy = [{ createdAt: "desc" }, { id: "desc" }] as const;
      return (await transactions.findMany({ where, orderBy: [...orderBy], take })).map(transactionFrom);
    },

    async find(tenantId, id) {
      const row = await transactions.findFirst({ where: { tenantId, id } });
      return row ? transactionFrom(row) : undefined;
    },

    async findByIdentifier({ tenantId, relyingPartyId }, identifier) {
      const where = { tenantId_relyingPartyId_identifier: { tenantId, relyingPartyId, identifier } };
      const row = await transactions.findUnique({ where });
      return row ? transactionFrom(row) : undefined;
    },
  };
}
