import { type Database, holdTransaction, insertFree, type Prisma } from "@signet/db";
import type { WebauthnCredential } from "../webauthn/credential.ts";
import { fromRow, toRow } from "../webauthn/row.ts";
import type { ImportedCredentials } from "./secret-credentials.ts";
import { insertTogether } from "./store-postgresql.ts";

type Transaction = Prisma.TransactionClient;

/** An import in its one transaction. */
export interface CredentialImport {
  /** Stores the credentials of those users for whom there is room, and says of the others what is in the way. */
  add(credentials: readonly ImportedCredentials[]): Promise<ReadonlyMap<ImportedCredentials, string>>;
  delete(userIds: readonly string[]): Promise<void>;
  commit(): Promise<void>;
  rollBack(): Promise<void>;
}

/** What is stored of one kind of secret, by user. */
export interface StoredSecrets {
  readonly webauthnCredentials: ReadonlyMap<string, readonly WebauthnCredential[]>;
  readonly passwords: ReadonlyMap<string, Prisma.CredentialPasswordGetPayload<object>>;
  readonly totps: ReadonlyMap<string, Prisma.CredentialTotpGetPayload<object>>;
}

/** Longer than any import takes; the end of a program ends its transactions anyway. */
const TIMEOUT_MS = 24 * 3_600_000;

/** Begins an import. */
export async function beginCredentialImport(db: Database, tenantId: string): Promise<CredentialImport> {
  const insert = db.dialect === "postgresql" ? insertTogether : insertByTable;
  const { tx, commit, rollBack } = await holdTransaction(db, { timeoutMs: TIMEOUT_MS });
  return {
    add: (credentials) =>
      insertFree(tx, credentials, {
        claims,
        insert: (inner, free) => insert(inner, tenantId, free),
        taken: (candidates) => taken(tx, tenantId, candidates),
      }),
    async delete(userIds) {
      const where = { tenantId, userId: { in: [...userIds] } };
      await tx.credentialWebauthnCredential.deleteMany({ where });
      await tx.credentialPassword.deleteMany({ where });
      await tx.credentialTotp.deleteMany({ where });
    },
    async commit() {
      if (db.dialect === "postgresql") await tx.$executeRawUnsafe(MEASURE);
      await commit();
    },
    rollBack,
  };
}

/** Whoever signs in right after an import is found by its figures; the server itself takes a minute to see to them. */
const MEASURE = "ANALYZE (SKIP_LOCKED) credential_webauthn_credentials, credential_passwords, credential_totps";

/** Everything that some users have, in three statements for all of them. */
export async function findSecrets({ prisma }: Database, tenantId: string, ids: readonly string[]) {
  const where = { tenantId, userId: { in: [...ids] } };
  const orderBy = [{ createdAt: "asc" }, { id: "asc" }] as const;
  const webauthn = await prisma.credentialWebauthnCredential.findMany({ where, orderBy: [...orderBy] });
  const passwords = await prisma.credentialPassword.findMany({ where });
  const totps = await prisma.credentialTotp.findMany({ where });

  const webauthnCredentials = new Map<string, WebauthnCredential[]>();
  for (const row of webauthn) {
    const list = webauthnCredentials.get(row.userId) ?? [];
    list.push(fromRow(row));
    webauthnCredentials.set(row.userId, list);
  }
  return {
    webauthnCredentials,
    passwords: new Map(passwords.map((row) => [row.userId, row])),
    totps: new Map(totps.map((row) => [row.userId, row])),
  } satisfies StoredSecrets;
}

const words = {
  webauthn: (id: string) => `the WebAuthn credential ${id}`,
  password: (userId: string) => `the place for a password of user ${userId}`,
  totp: (userId: string) => `the place for an authenticator app of user ${userId}`,
};

/** Everything that must be a user's own, in the words that an operator reads. */
function claims({ userId, webauthnCredentials, password, totp }: ImportedCredentials): readonly string[] {
  return [
    ...webauthnCredentials.map(({ id }) => words.webauthn(id)),
    ...(password ? [words.password(userId)] : []),
    ...(totp ? [words.totp(userId)] : []),
  ];
}

/** Looked for only when a unique key refused. */
async function taken(tx: Transaction, tenantId: string, credentials: readonly ImportedCredentials[]) {
  const keyIds = credentials.flatMap((each) => each.webauthnCredentials.map(({ id }) => id));
  const userId = { in: credentials.map((each) => each.userId) };
  const keys = await tx.credentialWebauthnCredential.findMany({
    where: { tenantId, id: { in: keyIds } },
    select: { id: true },
  });
  const passwords = await tx.credentialPassword.findMany({ where: { tenantId, userId }, select: { userId: true } });
  const totps = await tx.credentialTotp.findMany({ where: { tenantId, userId }, select: { userId: true } });
  return new Set([
    ...keys.map(({ id }) => words.webauthn(id)),
    ...passwords.map((row) => words.password(row.userId)),
    ...totps.map((row) => words.totp(row.userId)),
  ]);
}

/** As Prisma does it: one statement for each table. */
async function insertByTable(tx: Transaction, tenantId: string, credentials: readonly ImportedCredentials[]) {
  const keys = credentials.flatMap((each) => each.webauthnCredentials.map((key) => toRow(tenantId, key)));
  const passwords = credentials.flatMap(({ userId, password }) => {
    if (!password) return [];
    const { createTime, updateTime, ...same } = password;
    return [{ tenantId, userId, ...same, createdAt: createTime, updatedAt: updateTime }];
  });
  const totps = credentials.flatMap(({ userId, totp }) => {
    if (!totp) return [];
    const { createTime, ...same } = totp;
    return [{ tenantId, userId, ...same, createdAt: createTime }];
  });
  if (keys.length > 0) await tx.credentialWebauthnCredential.createMany({ data: keys });
  if (passwords.length > 0) await tx.credentialPassword.createMany({ data: passwords });
  if (totps.length > 0) await tx.credentialTotp.createMany({ data: totps });
}
