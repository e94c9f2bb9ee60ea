import type { Database, Prisma } from "@signet/db";
import type { KeyChange, SigningKey } from "./signing-key-plan.ts";

/** What a ring of signing keys asks of its database. */
export interface SigningKeyStore {
  /** All keys of a tenant, in the order in which they sign. */
  list(tenantId: string): Promise<readonly SigningKey[]>;
  /**
   * Applies a change that was planned for the ring as it was when it held the keys `known`, together or not at all.
   * False, and nothing is changed, when another process was faster.
   */
  change(tenantId: string, known: readonly string[], change: KeyChange): Promise<boolean>;
}

/** The columns of every model that holds signing keys. */
interface Columns {
  readonly tenantId: string;
  readonly id: string;
  readonly algorithm: string;
  readonly publicJwk: unknown;
  readonly sealedJwk: string;
  readonly activeAt: Date;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
}

type NewColumns = ReturnType<typeof toRow>;

/** The part of such a model which is needed here. */
interface KeyTable {
  findMany(args: { where: { tenantId: string }; orderBy: [{ activeAt: "asc" }, { id: "asc" }] }): Promise<Columns[]>;
  create(args: { data: NewColumns }): Promise<unknown>;
  updateMany(args: { where: { tenantId: string; id: string }; data: { expiresAt: Date } }): Promise<unknown>;
  deleteMany(args: { where: { tenantId: string; id: { in: string[] } } }): Promise<unknown>;
}

/** Keys in a unit's own table, e.g. `signingKeyTable(db, (client) => client.tokenSigningKey)`. */
export function signingKeyTable(
  { prisma }: Pick<Database, "prisma">,
  tableOf: (client: Prisma.TransactionClient) => KeyTable,
): SigningKeyStore {
  async function list(client: Prisma.TransactionClient, tenantId: string): Promise<readonly SigningKey[]> {
    const rows = await tableOf(client).findMany({ where: { tenantId }, orderBy: [{ activeAt: "asc" }, { id: "asc" }] });
    return rows.map(fromRow);
  }

  async function changeIn(
    tx: Prisma.TransactionClient,
    tenantId: string,
    known: readonly string[],
    { add, retire, remove }: KeyChange,
  ): Promise<boolean> {
    const table = tableOf(tx);
    const present = (await list(tx, tenantId)).map(({ id }) => id);
    if (present.length !== known.length || !present.every((id) => known.includes(id))) return false;
    if (add) await table.create({ data: toRow(tenantId, add) });
    for (const { id, expireTime } of retire) {
      await table.updateMany({ where: { tenantId, id }, data: { expiresAt: expireTime } });
    }
    if (remove.length > 0) await table.deleteMany({ where: { tenantId, id: { in: [...remove] } } });
    return true;
  }

  return {
    list: (tenantId) => list(prisma, tenantId),
    async change(tenantId, known, change) {
      try {
        // Serializable: of two processes that saw the same ring, the database lets one change it.
        const isolationLevel = "Serializable";
        return await prisma.$transaction((tx) => changeIn(tx, tenantId, known, change), { isolationLevel });
      } catch (error) {
        if (isConflict(error)) return false;
        throw error;
      }
    },
  };
}

/** A transaction that lost against another: Prisma gives it a code of its own, except when the commit itself fails. */
function isConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "P2034") || error.message === "TransactionWriteConflict";
}

function fromRow({ tenantId: _, activeAt, expiresAt, createdAt, ...key }: Columns): SigningKey {
  return {
    ...key,
    // Only this file writes the two columns, from values of these types.
    algorithm: key.algorithm as SigningKey["algorithm"],
    publicJwk: key.publicJwk as SigningKey["publicJwk"],
    activeTime: activeAt,
    expireTime: expiresAt ?? undefined,
    createTime: createdAt,
  };
}

function toRow(tenantId: string, { activeTime, expireTime, createTime, ...key }: SigningKey) {
  // A JSON Web Key is JSON; its type only does not say so.
  const publicJwk = key.publicJwk as Prisma.InputJsonObject;
  return { ...key, tenantId, publicJwk, activeAt: activeTime, expiresAt: expireTime, createdAt: createTime };
}
