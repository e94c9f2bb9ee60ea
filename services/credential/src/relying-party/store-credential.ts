import { type Database, type Prisma, retried } from "@signet/db";
import type { OutboxRow } from "@signet/kit";
import type { RelyingPartyCredential } from "./credential.ts";
import type { RelyingPartyUser, Scope } from "./relying-party.ts";
import { credentialFrom, userFrom } from "./row.ts";

/** A part of a list. */
export interface Page {
  /** From 1. */
  readonly page: number;
  readonly size: number;
  readonly order: "asc" | "desc";
}

/** What is asked of the database about credentials and users once they are there. */
export interface CredentialStore {
  find(scope: Scope, id: string): Promise<RelyingPartyCredential | undefined>;
  /** Of one user of the relying party, or of all; and how many there are. */
  list(scope: Scope, page: Page & { readonly userId?: string }): Promise<Listing<RelyingPartyCredential>>;
  /** False when it is gone. */
  rename(scope: Scope, credential: RelyingPartyCredential, events: readonly OutboxRow[]): Promise<boolean>;
  /** False when it is gone. */
  delete(scope: Scope, id: string, events: readonly OutboxRow[]): Promise<boolean>;
  /** By the id of the row. */
  findUser(scope: Scope, id: string): Promise<RelyingPartyUser | undefined>;
  listUsers(scope: Scope, page: Page): Promise<Listing<RelyingPartyUser>>;
  /**
   * Deletes a user with credentials and unsigned transactions. False when there is none. Open ceremonies expire by
   * themselves: until then their end is told that the user is gone.
   */
  deleteUser(scope: Scope, id: string, events: readonly OutboxRow[]): Promise<boolean>;
}

/** A page, and the size of the whole. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly total: number;
}

/** The store over a database. */
export function createCredentialStore({ prisma }: Database): CredentialStore {
  const credentials = prisma.credentialRelyingPartyCredential;
  const users = prisma.credentialRelyingPartyUser;
  const keyOf = ({ tenantId, relyingPartyId }: Scope, id: string) => ({
    tenantId_relyingPartyId_id: { tenantId, relyingPartyId, id },
  });

  async function ownersOf({ tenantId, relyingPartyId }: Scope, ids: readonly string[]) {
    const where = { tenantId, relyingPartyId, id: { in: [...new Set(ids)] } };
    return new Map((await users.findMany({ where })).map((row) => [row.id, userFrom(row)]));
  }

  return {
    async find(scope, id) {
      const row = await credentials.findUnique({ where: keyOf(scope, id) });
      const owner = row && (await users.findUnique({ where: keyOf(scope, row.ownerId) }));
      return owner ? credentialFrom(row, userFrom(owner)) : undefined;
    },

    async list(scope, { userId, page, size, order }) {
      const owner =
        userId === undefined
          ? undefined
          : await users.findUnique({ where: { tenantId_relyingPartyId_userId: { ...scope, userId } } });
      if (owner === null) return { items: [], total: 0 };
      const where = { ...scope, ...(owner && { ownerId: owner.id }) };
      const orderBy = [{ createdAt: order }, { id: "asc" as const }];
      const [rows, total] = await Promise.all([
        credentials.findMany({ where, orderBy, take: size, skip: (page - 1) * size }),
        credentials.count({ where }),
      ]);
      const owners = await ownersOf(
        scope,
        rows.map(({ ownerId }) => ownerId),
      );
      const items = rows.flatMap((row) => {
        const user = owners.get(row.ownerId);
        return user ? [credentialFrom(row, user)] : [];
      });
      return { items, total };
    },

    rename(scope, { id, name, updateTime }, events) {
      const work = async (tx: Prisma.TransactionClient) => {
        const data = { name, updatedAt: updateTime };
        const { count } = await tx.credentialRelyingPartyCredential.updateMany({ where: { ...scope, id }, data });
        if (count === 1) await tx.credentialOutbox.createMany({ data: [...events] });
        return count === 1;
      };
      return retried(() => prisma.$transaction(work));
    },

    delete(scope, id, events) {
      const work = async (tx: Prisma.TransactionClient) => {
        const { count } = await tx.credentialRelyingPartyCredential.deleteMany({ where: { ...scope, id } });
        if (count === 1) await tx.credentialOutbox.createMany({ data: [...events] });
        return count === 1;
      };
      return retried(() => prisma.$transaction(work));
    },

    async findUser(scope, id) {
      const row = await users.findUnique({ where: keyOf(scope, id) });
      return row ? userFrom(row) : undefined;
    },

    async listUsers({ tenantId, relyingPartyId }, { page, size, order }) {
      const where = { tenantId, relyingPartyId };
      const orderBy = [{ createdAt: order }, { id: order }];
      const [rows, total] = await Promise.all([
        users.findMany({ where, orderBy, take: size, skip: (page - 1) * size }),
        users.count({ where }),
      ]);
      return { items: rows.map(userFrom), total };
    },

    deleteUser(scope, id, events) {
      const work = async (tx: Prisma.TransactionClient) => {
        const { count } = await tx.credentialRelyingPartyUser.deleteMany({ where: { ...scope, id } });
        if (count === 0) return false;
        const where = { ...scope, ownerId: id };
        await tx.credentialRelyingPartyCredential.deleteMany({ where });
        await tx.credentialRelyingPartyTransaction.deleteMany({
          where: { ...where, signedAt: null, identifier: null },
        });
        await tx.credentialOutbox.createMany({ data: [...events] });
        return true;
      };
      return retried(() => prisma.$transaction(work));
    },
  };
}
