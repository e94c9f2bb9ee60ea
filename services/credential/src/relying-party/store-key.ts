import { type Database, type Prisma, retried } from "@signet/db";
import { type SigningKey, type SigningKeyStore, signingKeyTable } from "@signet/kit";
import type { Scope } from "./relying-party.ts";

/** A signing key with the name that an operator knows it by. */
export interface NamedKey extends SigningKey {
  readonly name: string;
}

/** What is asked of the database about the signing keys of relying parties. */
export interface KeyStore {
  /** For the rings, which know a relying party by ringOf(). */
  readonly rings: SigningKeyStore;
  /** In the order in which they sign. */
  list(scope: Scope): Promise<readonly NamedKey[]>;
  /** False when the name is taken. */
  rename(scope: Scope, id: string, name: string): Promise<boolean>;
  /** False when there is none. */
  delete(scope: Scope, id: string): Promise<boolean>;
}

/** The name of a relying party's ring. */
export function ringOf({ tenantId, relyingPartyId }: Scope): string {
  return `${tenantId}/${relyingPartyId}`;
}

const FIRST_NAME = "Initial JWK Key";

/** The store over a database. */
export function createKeyStore(db: Database): KeyStore {
  const keys = db.prisma.credentialRelyingPartyKey;
  return {
    rings: signingKeyTable(db, ringTable),

    async list(scope) {
      const rows = await keys.findMany({ where: { ...scope }, orderBy: [{ activeAt: "asc" }, { id: "asc" }] });
      return rows.map(({ id, name, algorithm, publicJwk, sealedJwk, activeAt, expiresAt, createdAt }) => ({
        ...{ id, name, sealedJwk, activeTime: activeAt, createTime: createdAt },
        // Only the rings write these columns, from values of these types.
        algorithm: algorithm as SigningKey["algorithm"],
        publicJwk: publicJwk as SigningKey["publicJwk"],
        ...(expiresAt && { expireTime: expiresAt }),
      }));
    },

    rename(scope, id, name) {
      const work = () => keys.updateMany({ where: { ...scope, id }, data: { name } });
      return retried(() => work().then(({ count }) => count === 1), { taken: () => false });
    },

    async delete(scope, id) {
      const { count } = await retried(() => keys.deleteMany({ where: { ...scope, id } }));
      return count === 1;
    },
  };
}

/** The table as signing keys know tables: with a ring where a tenant is. */
function ringTable({ credentialRelyingPartyKey: table }: Prisma.TransactionClient) {
  return {
    async findMany({ where, orderBy }: { where: Ring; orderBy: [{ activeAt: "asc" }, { id: "asc" }] }) {
      const rows = await table.findMany({ where: scopeOf(where), orderBy });
      return rows.map((row) => ({ ...row, ...where }));
    },
    async create({ data }: { data: Omit<Prisma.CredentialRelyingPartyKeyCreateInput, "name" | "relyingPartyId"> }) {
      const scope = scopeOf(data);
      const isFirst = (await table.count({ where: scope })) === 0;
      return table.create({ data: { ...data, ...scope, name: isFirst ? FIRST_NAME : data.id } });
    },
    updateMany: ({ where, data }: { where: Ring & { id: string }; data: { expiresAt: Date } }) =>
      table.updateMany({ where: { ...scopeOf(where), id: where.id }, data }),
    deleteMany: ({ where }: { where: Ring & { id: { in: string[] } } }) =>
      table.deleteMany({ where: { ...scopeOf(where), id: where.id } }),
  };
}

interface Ring {
  readonly tenantId: string;
}

function scopeOf({ tenantId: ring }: Ring): Scope {
  const [tenantId = "", relyingPartyId = ""] = ring.split("/");
  return { tenantId, relyingPartyId };
}
