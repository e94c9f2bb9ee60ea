import { type Database, type Prisma, retried } from "@signet/db";
import type { OutboxRow } from "@signet/kit";
import { forgetDevices, forgetIdleRecoveryCodes } from "../second-factors.ts";
import type { Totp } from "./totp.ts";

/** A secret as it is stored. */
export interface StoredTotp extends Totp {
  readonly sealedSecret: string;
  /** The newest time step that was used (RFC 6238 section 5.2). */
  readonly lastStep: bigint;
}

/** What is asked of the database about authenticator apps. */
export interface TotpStore {
  find(tenantId: string, userId: string): Promise<StoredTotp | undefined>;
  /** Stores a secret with its event, in place of any other; the user's trusted devices are forgotten. */
  put(
    tenantId: string,
    userId: string,
    change: { readonly totp: StoredTotp; readonly event: OutboxRow },
  ): Promise<void>;
  /** Marks a time step as used. False when it, or a later one, was used before. */
  useStep(tenantId: string, userId: string, step: bigint): Promise<boolean>;
  /** Deletes the secret with its event; recovery codes go with the last factor. False when there was none. */
  delete(tenantId: string, userId: string, event: OutboxRow): Promise<boolean>;
}

/** The store over a database. */
export function createTotpStore({ prisma }: Database): TotpStore {
  return {
    async find(tenantId, userId) {
      const row = await prisma.credentialTotp.findUnique({ where: { tenantId_userId: { tenantId, userId } } });
      if (!row) return undefined;
      const { id, sealedSecret, lastStep, createdAt: createTime } = row;
      return { id, sealedSecret, lastStep, createTime };
    },

    async put(tenantId, userId, { totp, event }) {
      const { createTime: createdAt, ...same } = totp;
      const work = async (tx: Prisma.TransactionClient) => {
        await tx.credentialTotp.upsert({
          where: { tenantId_userId: { tenantId, userId } },
          create: { tenantId, userId, createdAt, ...same },
          update: { createdAt, ...same },
        });
        await forgetDevices(tx, tenantId, userId);
        await tx.credentialOutbox.create({ data: event });
      };
      await retried(() => prisma.$transaction(work));
    },

    async useStep(tenantId, userId, step) {
      const where = { tenantId, userId, lastStep: { lt: step } };
      return (await prisma.credentialTotp.updateMany({ where, data: { lastStep: step } })).count === 1;
    },

    delete(tenantId, userId, event) {
      const work = async (tx: Prisma.TransactionClient) => {
        const { count } = await tx.credentialTotp.deleteMany({ where: { tenantId, userId } });
        if (count === 0) return false;
        await forgetDevices(tx, tenantId, userId);
        await forgetIdleRecoveryCodes(tx, tenantId, userId);
        await tx.credentialOutbox.create({ data: event });
        return true;
      };
      return retried(() => prisma.$transaction(work));
    },
  };
}
