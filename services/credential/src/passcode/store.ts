import type { Database } from "@signet/db";
import { MAX_ATTEMPTS, type Passcode } from "./passcode.ts";
import { createPostgresqlPasscodes } from "./store-postgresql.ts";

/** What is asked of the database about passcodes. */
export interface PasscodeStore {
  /** Stores a passcode in place of any other with the same id. */
  put(tenantId: string, passcode: Passcode): Promise<void>;
  /** Counts an attempt and only then gives the MAC to compare with; undefined when no attempt is left. */
  attempt(tenantId: string, id: string, now: Date): Promise<Attempt | undefined>;
  /** How often a passcode was tried; 0 for one that does not exist. */
  attempts(tenantId: string, id: string): Promise<number>;
  /** Deletes a passcode. True for the one call that did it. */
  take(tenantId: string, id: string): Promise<boolean>;
}

/** An attempt that was granted. */
export interface Attempt {
  readonly address: string;
  readonly codeMac: string;
  /** Attempts so far, with this one. */
  readonly attempts: number;
}

/** Opens the store; on PostgreSQL the verbs of every code are one statement each. */
export function createPasscodeStore(db: Database): PasscodeStore {
  const verbs = createPrismaPasscodes(db);
  return db.dialect === "postgresql" ? { ...verbs, ...createPostgresqlPasscodes(db.sql) } : verbs;
}

function createPrismaPasscodes({ prisma }: Database): PasscodeStore {
  return {
    async put(tenantId, { id, address, codeMac, expireTime, createTime }) {
      const row = { address, codeMac, attempts: 0, expiresAt: expireTime, createdAt: createTime };
      await prisma.credentialPasscode.upsert({
        where: { tenantId_id: { tenantId, id } },
        create: { tenantId, id, ...row },
        update: row,
      });
    },

    async attempt(tenantId, id, now) {
      const { count } = await prisma.credentialPasscode.updateMany({
        where: { tenantId, id, attempts: { lt: MAX_ATTEMPTS }, expiresAt: { gt: now } },
        data: { attempts: { increment: 1 } },
      });
      if (count === 0) return undefined;
      return (await prisma.credentialPasscode.findUnique({ where: { tenantId_id: { tenantId, id } } })) ?? undefined;
    },

    async attempts(tenantId, id) {
      const row = await prisma.credentialPasscode.findUnique({ where: { tenantId_id: { tenantId, id } } });
      return row?.attempts ?? 0;
    },

    async take(tenantId, id) {
      return (await prisma.credentialPasscode.deleteMany({ where: { tenantId, id } })).count === 1;
    },
  };
}
