import type { Prisma } from "@signet/db";
import type { RelyingPartyCredential } from "./credential.ts";
import type { RelyingPartyUser, Scope } from "./relying-party.ts";
import type { Attachment } from "./terms.ts";
import type { Evidence, StoredTransaction, Transaction } from "./transaction.ts";

type UserRow = Omit<Prisma.CredentialRelyingPartyUserGetPayload<object>, "tenantId" | "relyingPartyId">;
type CredentialRow = Prisma.CredentialRelyingPartyCredentialGetPayload<object>;
type TransactionRow = Prisma.CredentialRelyingPartyTransactionGetPayload<object>;

/** A row of the table as a user. */
export function userFrom({ id, userId, name, displayName, icon, createdAt, updatedAt }: UserRow): RelyingPartyUser {
  return { id, userId, name, displayName, icon, createTime: createdAt, updateTime: updatedAt };
}

/** A row of the table, and its owner's, as a credential. */
export function credentialFrom(row: CredentialRow, user: RelyingPartyUser): RelyingPartyCredential {
  const { tenantId: _, relyingPartyId: __, ownerId: ___, ...rest } = row;
  const { signCount, transports, attachment, lastUsedAt, createdAt, updatedAt, ...same } = rest;
  return {
    ...same,
    user,
    signCount: Number(signCount),
    transports: wordsFrom(transports),
    attachment: attachmentFrom(attachment),
    lastUsedTime: lastUsedAt,
    createTime: createdAt,
    updateTime: updatedAt,
  };
}

/** A credential as a row of its table. */
export function credentialRow(scope: Scope, credential: RelyingPartyCredential) {
  const { user, signCount, transports, lastUsedTime, createTime, updateTime, ...same } = credential;
  return {
    ...scope,
    ...same,
    ownerId: user.id,
    signCount: BigInt(signCount),
    transports: [...transports],
    lastUsedAt: lastUsedTime,
    createdAt: createTime,
    updatedAt: updateTime,
  };
}

/** A row of the table as a transaction. */
export function transactionFrom({ tenantId: _, ...row }: TransactionRow): StoredTransaction {
  const { identifier, signedAt, evidence, createdAt, updatedAt, ...same } = row;
  return {
    ...same,
    identifier: identifier ?? undefined,
    signTime: signedAt ?? undefined,
    // Only the store of ceremonies writes this column.
    evidence: (evidence as Evidence | null) ?? undefined,
    createTime: createdAt,
    updateTime: updatedAt,
  };
}

/** A transaction that waits for its signature as a row of its table. */
export function transactionRow(scope: Scope, { createTime, updateTime, ...same }: Transaction) {
  return { ...scope, ...same, createdAt: createTime, updatedAt: updateTime };
}

/** A list of words as JSON holds it. */
export function wordsFrom(json: unknown): readonly string[] {
  return Array.isArray(json) ? json.filter((word) => typeof word === "string") : [];
}

/** The kind of an authenticator as a column holds it. */
export function attachmentFrom(word: string): Attachment {
  return word === "platform" || word === "cross-platform" ? word : "";
}
