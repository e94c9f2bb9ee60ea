import { type Database, type Prisma, retried } from "@signet/db";
import type { OutboxRow } from "@signet/kit";
import type { ApiKey } from "./api-key.ts";

/** A key as it is stored. */
export interface StoredApiKey extends ApiKey {
  readonly secretMac: string;
  /** Of keys that sign. */
  readonly sealedSecret?: string;
}

/** What is asked of the database about API keys. */
export interface ApiKeyStore {
  find(tenantId: string, id: string): Promise<StoredApiKey | undefined>;
  /** By the MAC of the secret under any key of ours. */
  findBySecret(tenantId: string, macs: readonly string[]): Promise<StoredApiKey | undefined>;
  /** In the order of their ids, after one of them; of one relying party, or of all. */
  list(tenantId: string, page: KeyPage): Promise<readonly ApiKey[]>;
  /** How many keys hold. */
  count(tenantId: string, relyingPartyId: string, now: Date): Promise<number>;
  /** Stores a key with its event. False when the id is taken. */
  insert(tenantId: string, key: StoredApiKey, event: OutboxRow): Promise<boolean>;
  /** Ends a key with its event. False when it had been revoked before. */
  revoke(tenantId: string, id: string, change: { readonly now: Date; readonly event: OutboxRow }): Promise<boolean>;
  /** Stores a key in the place of one that holds, which gets an end. False when the new id is taken. */
  replace(tenantId: string, id: string, change: Replacement): Promise<boolean>;
  /** Notes the use of a key, and its secret as it would be stored today. */
  touch(tenantId: string, id: string, use: Use): Promise<void>;
}

/** A part of the list. */
export interface KeyPage {
  readonly relyingPartyId: string | undefined;
  readonly after: string;
  readonly size: number;
}

/** A key and the end of the one before it. */
export interface Replacement {
  readonly key: StoredApiKey;
  readonly expireTime: Date;
  readonly event: OutboxRow;
}

/** That a key was used. */
export interface Use extends Pick<StoredApiKey, "secretMac" | "sealedSecret"> {
  readonly now: Date;
}

/** The store over a database. */
export function createApiKeyStore({ prisma }: Database): ApiKeyStore {
  const keys = prisma.credentialApiKey;
  const insert = async (tx: Prisma.TransactionClient, tenantId: string, key: StoredApiKey, event: OutboxRow) => {
    const { count } = await tx.credentialApiKey.createMany({ data: [toRow(tenantId, key)], skipDuplicates: true });
    if (count === 1) await tx.credentialOutbox.create({ data: event });
    return count === 1;
  };
  return {
    async find(tenantId, id) {
      const row = await keys.findUnique({ where: { tenantId_id: { tenantId, id } } });
      return row ? toKey(row) : undefined;
    },

    async findBySecret(tenantId, macs) {
      const row = await keys.findFirst({ where: { tenantId, secretMac: { in: [...macs] } } });
      return row ? toKey(row) : undefined;
    },

    async list(tenantId, { relyingPartyId, after, size }) {
      const where = { tenantId, id: { gt: after }, ...(relyingPartyId !== undefined && { relyingPartyId }) };
      return (await keys.findMany({ where, orderBy: { id: "asc" }, take: size })).map(toKey);
    },

    count: (tenantId, relyingPartyId, now) =>
      keys.count({
        where: { tenantId, relyingPartyId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
      }),

    insert: (tenantId, key, event) => retried(() => prisma.$transaction((tx) => insert(tx, tenantId, key, event))),

    revoke(tenantId, id, { now, event }) {
      const work = async (tx: Prisma.TransactionClient) => {
        const where = { tenantId, id, revokedAt: null };
        const { count } = await tx.credentialApiKey.updateMany({ where, data: { revokedAt: now } });
        if (count === 1) await tx.credentialOutbox.create({ data: event });
        return count === 1;
      };
      return retried(() => prisma.$transaction(work));
    },

    replace(tenantId, id, { key, expireTime, event }) {
      const work = async (tx: Prisma.TransactionClient) => {
        if (!(await insert(tx, tenantId, key, event))) return false;
        await tx.credentialApiKey.updateMany({
          where: { tenantId, id, revokedAt: null },
          data: { expiresAt: expireTime },
        });
        return true;
      };
      return retried(() => prisma.$transaction(work));
    },

    async touch(tenantId, id, { now, secretMac, sealedSecret = null }) {
      await keys.updateMany({ where: { tenantId, id }, data: { lastUsedAt: now, secretMac, sealedSecret } });
    },
  };
}

type Row = Prisma.CredentialApiKeyGetPayload<object>;

function toKey(row: Row): StoredApiKey {
  const { tenantId: _, kind, scopes, createdAt, expiresAt, lastUsedAt, revokedAt, sealedSecret, ...same } = row;
  return {
    ...same,
    kind: kind === "hmac" ? "hmac" : "bearer",
    // Only toRow writes this column, and it writes lists of words.
    scopes: scopes as string[],
    createTime: createdAt,
    ...(expiresAt && { expireTime: expiresAt }),
    ...(lastUsedAt && { lastUseTime: lastUsedAt }),
    ...(revokedAt && { revokeTime: revokedAt }),
    ...(sealedSecret !== null && { sealedSecret }),
  };
}

function toRow(tenantId: string, key: StoredApiKey) {
  const { createTime, expireTime, lastUseTime, revokeTime, scopes, ...same } = key;
  return {
    tenantId,
    ...same,
    scopes: [...scopes],
    createdAt: createTime,
    expiresAt: expireTime ?? null,
    lastUsedAt: lastUseTime ?? null,
    revokedAt: revokeTime ?? null,
  };
}
