import { type Database, type Prisma, retried } from "@signet/db";
import type { OutboxRow } from "@signet/kit";
import { forgetDevices } from "../second-factors.ts";
import { type Found, findByUser } from "../user-credentials/statement.ts";
import type { Password } from "./password.ts";

/** What is asked of the database about passwords. */
export interface PasswordStore {
  /** What a user has, and the hash of the password. */
  find(tenantId: string, userId: string): Promise<Found>;
  /**
   * Sets or replaces the password with its event; the user's trusted devices are forgotten. The id stays. What is in the
   * way of it, and nothing is saved, when a condition does not hold.
   */
  set(tenantId: string, userId: string, change: PasswordChange): Promise<SetPassword | "present" | "absent">;
  /** Replaces a hash by a better one of the same password, unless the password was changed meanwhile. */
  upgrade(tenantId: string, userId: string, hashes: { readonly from: string; readonly to: string }): Promise<void>;
  /** Deletes the password with its event and forgets trusted devices. False when there was none. */
  delete(tenantId: string, userId: string, event: OutboxRow): Promise<boolean>;
}

/** A password to be set. */
export interface PasswordChange {
  /** Used when there is none yet. */
  readonly id: string;
  readonly hash: string;
  readonly now: Date;
  /** What has to be true of the present password. */
  readonly only?: "if absent" | "if present";
  eventOf(set: SetPassword): OutboxRow;
}

/** A password that was set. */
export interface SetPassword {
  readonly password: Password;
  /** False: it replaced another. */
  readonly created: boolean;
}

/** The store over a database. */
export function createPasswordStore(db: Database): PasswordStore {
  const { prisma } = db;
  return {
    find: (tenantId, userId) => findByUser(db, tenantId, userId),

    set(tenantId, userId, change) {
      const work = async (tx: Prisma.TransactionClient) => {
        const set = await write(tx, { tenantId, userId, change });
        if (typeof set === "string") return set;
        await forgetDevices(tx, tenantId, userId);
        await tx.credentialOutbox.create({ data: change.eventOf(set) });
        return set;
      };
      return retried(() => prisma.$transaction(work));
    },

    async upgrade(tenantId, userId, { from, to }) {
      await prisma.credentialPassword.updateMany({ where: { tenantId, userId, hash: from }, data: { hash: to } });
    },

    delete(tenantId, userId, event) {
      const work = async (tx: Prisma.TransactionClient) => {
        const { count } = await tx.credentialPassword.deleteMany({ where: { tenantId, userId } });
        if (count === 0) return false;
        await forgetDevices(tx, tenantId, userId);
        await tx.credentialOutbox.create({ data: event });
        return true;
      };
      return retried(() => prisma.$transaction(work));
    },
  };
}

async function write(
  tx: Prisma.TransactionClient,
  { tenantId, userId, change }: { readonly tenantId: string; readonly userId: string; readonly change: PasswordChange },
): Promise<SetPassword | "present" | "absent"> {
  const { id, hash, now, only } = change;
  const row = { tenantId, userId, id, hash, createdAt: now, updatedAt: now };
  const where = { tenantId_userId: { tenantId, userId } };
  if (only === "if present") {
    const { count } = await tx.credentialPassword.updateMany({
      where: { tenantId, userId },
      data: { hash, updatedAt: now },
    });
    if (count === 0) return "absent";
    const { id, createdAt } = await tx.credentialPassword.findUniqueOrThrow({ where });
    return { password: { id, createTime: createdAt, updateTime: now }, created: false };
  }
  // Two first passwords at once: the second waits for the first and replaces it.
  const { count } = await tx.credentialPassword.createMany({ data: [row], skipDuplicates: true });
  if (count === 1) return { password: { id, createTime: now, updateTime: now }, created: true };
  if (only === "if absent") return "present";

  const replaced = await tx.credentialPassword.update({ where, data: { hash, updatedAt: now } });
  return { password: { id: replaced.id, createTime: replaced.createdAt, updateTime: now }, created: false };
}
