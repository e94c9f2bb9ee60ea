import { type Database, type Prisma, retried } from "@signet/db";
import type { OutboxRow } from "@signet/kit";
import type { CredentialUse } from "../webauthn/credential.ts";
import type { StoredCeremony } from "./ceremony.ts";
import type { RelyingPartyCredential } from "./credential.ts";
import type { RelyingPartyUser, Scope } from "./relying-party.ts";
import { credentialRow, transactionRow, userFrom } from "./row.ts";
import { type Taken, takenFrom, takeStatement } from "./statement.ts";
import { findUserStatement, type UserRow, type UserWithCredentials, userWithCredentials } from "./statement-user.ts";
import { onPostgresql } from "./store-ceremony-postgresql.ts";
import type { StoredTransaction, Transaction } from "./transaction.ts";

/** What is asked of the database while ceremonies begin and end. */
export interface CeremonyStore {
  /** A user with what options say of the credentials, oldest first. */
  findUser(scope: Scope, userId: string): Promise<UserWithCredentials | undefined>;
  /** Creates a user, or gives the one with this user id other names. */
  putUser(scope: Scope, user: RelyingPartyUser): Promise<RelyingPartyUser>;
  /** Begins a ceremony, with what is to be signed. False when the transaction's identifier is taken. */
  begin(scope: Scope, beginning: Beginning): Promise<boolean>;
  /** Takes a ceremony for an answer by some credential: whoever comes next finds none. */
  take(scope: Scope, challenge: string, credentialId: string): Promise<Taken | undefined>;
  /** Stores a new credential, unless its id is taken or its user is gone. */
  insertCredential(
    scope: Scope,
    credential: RelyingPartyCredential,
    events: readonly OutboxRow[],
  ): Promise<"inserted" | "taken" | "no user">;
  /** Remembers a use, and what was signed by it. False when the counter moved on meanwhile, or the credential is gone. */
  complete(scope: Scope, completion: Completion): Promise<boolean>;
  /** Writes events that go with no change. */
  tell(events: readonly OutboxRow[]): Promise<void>;
}

/** A ceremony that begins. */
export interface Beginning {
  readonly ceremony: StoredCeremony;
  readonly transaction?: Transaction;
  readonly events: readonly OutboxRow[];
}

/** An answer that was verified. */
export interface Completion {
  readonly credentialId: string;
  readonly use: CredentialUse;
  readonly now: Date;
  /** The transaction with its signature. */
  readonly signed?: StoredTransaction;
  readonly events: readonly OutboxRow[];
}

/** The store over a database. */
export function createCeremonyStore(db: Database): CeremonyStore {
  const store = portable(db);
  return db.dialect === "postgresql" ? onPostgresql(store, db) : store;
}

function portable(db: Database): CeremonyStore {
  const { prisma } = db;
  const tell = (tx: Prisma.TransactionClient, events: readonly OutboxRow[]) =>
    tx.credentialOutbox.createMany({ data: [...events] });

  return {
    async findUser({ tenantId, relyingPartyId }, userId) {
      const values = [tenantId, relyingPartyId, userId];
      return userWithCredentials(await db.sql.query<UserRow>("credential_rp_find_user", findUserStatement, values));
    },

    async putUser(scope, { id, userId, name, displayName, icon, createTime, updateTime }) {
      const names = { name, displayName, icon, updatedAt: updateTime };
      const put = () =>
        prisma.credentialRelyingPartyUser.upsert({
          where: { tenantId_relyingPartyId_userId: { ...scope, userId } },
          create: { ...scope, id, userId, createdAt: createTime, ...names },
          update: names,
        });
      // Somebody else may have created the same user meanwhile: then there is one to update.
      return userFrom(await retried(put, { taken: put }));
    },

    begin(scope, { ceremony, transaction, events }) {
      const work = () =>
        prisma.$transaction([
          ...(transaction
            ? [prisma.credentialRelyingPartyTransaction.create({ data: transactionRow(scope, transaction) })]
            : []),
          prisma.credentialRelyingPartyCeremony.create({ data: ceremonyRow(scope, ceremony) }),
          prisma.credentialOutbox.createMany({ data: [...events] }),
        ]);
      return retried(() => work().then(() => true), { taken: () => false });
    },

    async take({ tenantId, relyingPartyId }, challenge, credentialId) {
      const values = [tenantId, relyingPartyId, challenge, credentialId];
      const text = takeStatement("credential_relying_party_ceremonies");
      const [row] = await db.sql.query<Parameters<typeof takenFrom>[0]>("credential_rp_look", text, values);
      if (!row) return undefined;
      const where = { tenantId, relyingPartyId, challenge };
      const { count } = await retried(() => prisma.credentialRelyingPartyCeremony.deleteMany({ where }));
      return count === 1 ? takenFrom(row) : undefined;
    },

    insertCredential(scope, credential, events) {
      const work = async (tx: Prisma.TransactionClient) => {
        if (!(await holdUser(tx, scope, credential.user.id))) return "no user";
        await tx.credentialRelyingPartyCredential.create({ data: credentialRow(scope, credential) });
        await tell(tx, events);
        return "inserted";
      };
      return retried(() => prisma.$transaction(work), { taken: () => "taken" as const });
    },

    complete(scope, { credentialId, use, now, signed, events }) {
      const { signCount, backupEligible, backupState } = use;
      const grows = [{ signCount: { lt: BigInt(signCount) } }, ...(signCount === 0 ? [{ signCount: 0n }] : [])];
      const data = { signCount: BigInt(signCount), backupEligible, backupState, lastUsedAt: now, updatedAt: now };
      const work = async (tx: Prisma.TransactionClient) => {
        const where = { ...scope, id: credentialId, OR: grows };
        const { count } = await tx.credentialRelyingPartyCredential.updateMany({ where, data });
        if (count === 0) return false;
        if (signed) {
          await tx.credentialRelyingPartyTransaction.updateMany({
            where: { ...scope, id: signed.id, signedAt: null },
            data: signatureColumns(signed),
          });
        }
        await tell(tx, events);
        return true;
      };
      return retried(() => prisma.$transaction(work));
    },

    async tell(events) {
      await retried(() => prisma.$transaction((tx) => tell(tx, events)));
    },
  };
}

/** Keeps a user from being deleted until the end of the transaction. False when that has happened already. */
async function holdUser(
  tx: Prisma.TransactionClient,
  { tenantId, relyingPartyId }: Scope,
  id: string,
): Promise<boolean> {
  const held = await tx.$queryRaw<readonly object[]>`SELECT id FROM credential_relying_party_users
    WHERE tenant_id = ${tenantId} AND relying_party_id = ${relyingPartyId} AND id = ${id} FOR UPDATE`;
  return held.length === 1;
}

function ceremonyRow(scope: Scope, ceremony: StoredCeremony) {
  const { ownerId = "", transactionId = "", allowedCredentialIds, expireTime, createTime, ...same } = ceremony;
  const allowed = [...allowedCredentialIds];
  return { ...scope, ...same, ownerId, transactionId, allowed, expiresAt: expireTime, createdAt: createTime };
}

function signatureColumns({ ownerId, userId, credentialId, signTime, evidence, mac, updateTime }: StoredTransaction) {
  // Evidence is JSON: texts and a list of texts.
  const json = evidence as unknown as Prisma.InputJsonObject;
  return { ownerId, userId, credentialId, signedAt: signTime ?? null, evidence: json, mac, updatedAt: updateTime };
}
