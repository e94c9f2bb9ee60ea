import { type Database, retried } from "@signet/db";
import { toRow } from "../webauthn/row.ts";
import { findByUser } from "./statement.ts";
import { insertTogether } from "./store-postgresql.ts";
import type { Collected, UserCredentials } from "./user-credentials.ts";

/** What is asked of the database about a user's credentials as a whole. */
export interface UserCredentialsStore {
  find(tenantId: string, userId: string): Promise<UserCredentials>;
  /** Stores what was collected together or not at all. False when some of it is there already. */
  insert(tenantId: string, userId: string, collected: Collected): Promise<boolean>;
  /** Deletes everything, or everything that was there at a time. */
  delete(tenantId: string, userId: string, options?: { readonly until?: Date }): Promise<void>;
}

/** The store over a database. */
export function createUserCredentialsStore(db: Database): UserCredentialsStore {
  const insert = db.dialect === "postgresql" ? insertTogether : insertInTransaction;
  return {
    find: async (tenantId, userId) => (await findByUser(db, tenantId, userId)).credentials,

    insert(tenantId, userId, collected) {
      const work = () => insert(db, { tenantId, userId, collected });
      return retried(() => work().then(() => true), { taken: () => false });
    },

    async delete(tenantId, userId, { until } = {}) {
      const where = { tenantId, userId, ...(until && { createdAt: { lte: until } }) };
      const work = () =>
        db.prisma.$transaction([
          db.prisma.credentialWebauthnCredential.deleteMany({ where }),
          db.prisma.credentialPassword.deleteMany({ where }),
          db.prisma.credentialTotp.deleteMany({ where }),
          db.prisma.credentialRecoveryCode.deleteMany({ where }),
          db.prisma.credentialDevice.deleteMany({ where }),
        ]);
      await retried(work);
    },
  };
}

/** What one user collected. */
export interface Insertion {
  readonly tenantId: string;
  readonly userId: string;
  readonly collected: Collected;
}

async function insertInTransaction({ prisma }: Database, { tenantId, userId, collected }: Insertion): Promise<void> {
  const { webauthnCredentials, password, totp } = collected;
  await prisma.$transaction(async (tx) => {
    if (webauthnCredentials.length > 0) {
      await tx.credentialWebauthnCredential.createMany({
        data: webauthnCredentials.map((each) => toRow(tenantId, each)),
      });
    }
    if (password) {
      const { id, hash, createTime, updateTime } = password;
      await tx.credentialPassword.create({
        data: { tenantId, userId, id, hash, createdAt: createTime, updatedAt: updateTime },
      });
    }
    if (totp) {
      const { id, sealedSecret, lastStep, createTime } = totp;
      await tx.credentialTotp.create({ data: { tenantId, userId, id, sealedSecret, lastStep, createdAt: createTime } });
    }
  });
}
