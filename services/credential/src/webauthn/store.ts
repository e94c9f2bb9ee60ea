import { type Database, type Prisma, retried } from "@signet/db";
import type { OutboxRow } from "@signet/kit";
import { forgetDevices, forgetIdleRecoveryCodes } from "../second-factors.ts";
import { findByOwner } from "../user-credentials/statement.ts";
import type { UserCredentials } from "../user-credentials/user-credentials.ts";
import { lockingUser } from "../user-lock.ts";
import type { CredentialUse, Listed, WebauthnCredential } from "./credential.ts";
import { fromRow, toRow } from "./row.ts";

/** What is asked of the database about passkeys and security keys. */
export interface WebauthnStore {
  find(tenantId: string, userId: string, id: string): Promise<WebauthnCredential | undefined>;
  /** Everything that the owner of a credential has. */
  findOwner(tenantId: string, id: string): Promise<UserCredentials | undefined>;
  /** What options say of a user's credentials, oldest first. */
  list(tenantId: string, userId: string, filter?: { readonly mfaOnly?: boolean }): Promise<readonly Listed[]>;
  /** The credentials of several users, oldest first. */
  listOf(tenantId: string, userIds: readonly string[]): Promise<readonly WebauthnCredential[]>;
  /** Stores a credential and its event, unless its id is taken or the user has `limit` of them (0 for no limit). */
  insert(
    tenantId: string,
    credential: WebauthnCredential,
    options: { readonly limit: number; readonly event: OutboxRow },
  ): Promise<"inserted" | "taken" | "limit reached">;
  /** Remembers a use. False when the counter moved on meanwhile, so that it counts as going backwards. */
  remember(tenantId: string, credential: WebauthnCredential, use: CredentialUse, now: Date): Promise<boolean>;
  /** Gives a credential another name. False when it is gone. */
  rename(tenantId: string, renamed: WebauthnCredential, event: OutboxRow): Promise<boolean>;
  /** Deletes a credential. False when it is gone. */
  delete(tenantId: string, credential: WebauthnCredential, event: OutboxRow): Promise<boolean>;
}

// One statement in place of Prisma's update (0.05 ms of CPU against 0.25): every sign-in with a passkey runs it. The
// condition is the counter rule of WebAuthn Level 3 section 7.2 once more: of two answers with one counter, one counts.
const remember = `UPDATE credential_webauthn_credentials
  SET sign_count = $3, backup_eligible = $4, backup_state = $5, last_used_at = $6, updated_at = $6
  WHERE tenant_id = $1 AND id = $2 AND (sign_count < $3 OR sign_count = 0 OR $3 = 0)`;

/** The store over a database. */
export function createWebauthnStore(db: Database): WebauthnStore {
  const { prisma } = db;
  return {
    async find(tenantId, userId, id) {
      const row = await prisma.credentialWebauthnCredential.findUnique({ where: { tenantId_id: { tenantId, id } } });
      return row?.userId === userId ? fromRow(row) : undefined;
    },

    findOwner: (tenantId, id) => findByOwner(db, tenantId, id),

    async list(tenantId, userId, filter = {}) {
      const where = { tenantId, userId, ...filter };
      const orderBy = [{ createdAt: "asc" }, { id: "asc" }] as const;
      return (await prisma.credentialWebauthnCredential.findMany({ where, orderBy: [...orderBy] })).map(fromRow);
    },

    async listOf(tenantId, userIds) {
      const where = { tenantId, userId: { in: [...userIds] } };
      const orderBy = [{ createdAt: "asc" }, { id: "asc" }] as const;
      return (await prisma.credentialWebauthnCredential.findMany({ where, orderBy: [...orderBy] })).map(fromRow);
    },

    insert(tenantId, credential, options) {
      const { userId } = credential;
      const work = () =>
        lockingUser(db, { tenantId, userId }, (tx) => insert(tx, { tenantId, credential, ...options }));
      return retried(work, { taken: () => "taken" as const });
    },

    async remember(tenantId, { id }, { signCount, backupEligible, backupState }, now) {
      const values = [tenantId, id, BigInt(signCount), backupEligible, backupState, now];
      return (await db.sql.execute("credential_remember_use", remember, values)) === 1;
    },

    rename(tenantId, { id, userId, name, updateTime }, event) {
      const where = { tenantId, id, userId };
      const data = { name, updatedAt: updateTime };
      const work = async (tx: Prisma.TransactionClient) => {
        const { count } = await tx.credentialWebauthnCredential.updateMany({ where, data });
        if (count === 0) return false;
        await tx.credentialOutbox.create({ data: event });
        return true;
      };
      return retried(() => prisma.$transaction(work));
    },

    delete(tenantId, { id, userId, mfaOnly }, event) {
      const work = async (tx: Prisma.TransactionClient) => {
        const { count } = await tx.credentialWebauthnCredential.deleteMany({ where: { tenantId, id, userId } });
        if (count === 0) return false;
        if (mfaOnly) {
          await forgetDevices(tx, tenantId, userId);
          await forgetIdleRecoveryCodes(tx, tenantId, userId);
        }
        await tx.credentialOutbox.create({ data: event });
        return true;
      };
      return retried(() => prisma.$transaction(work));
    },
  };
}

async function insert(
  tx: Prisma.TransactionClient,
  insertion: {
    readonly tenantId: string;
    readonly credential: WebauthnCredential;
    readonly limit: number;
    readonly event: OutboxRow;
  },
) {
  const { tenantId, credential, limit, event } = insertion;
  const { id, userId, mfaOnly } = credential;
  const credentials = tx.credentialWebauthnCredential;
  if (await credentials.findUnique({ where: { tenantId_id: { tenantId, id } } })) return "taken";
  if (limit > 0 && (await credentials.count({ where: { tenantId, userId } })) >= limit) return "limit reached";
  await credentials.create({ data: toRow(tenantId, credential) });
  if (mfaOnly) await forgetDevices(tx, tenantId, userId);
  await tx.credentialOutbox.create({ data: event });
  return "inserted";
}
