import { type Database, holdTransaction, insertFree } from "@signet/db";
import type { OutboxRow } from "@signet/kit";
import { emailColumns, userColumns, usernameColumns } from "../rows.ts";
import type { Transaction } from "../store-prisma.ts";
import type { User } from "../user.ts";
import { insertTogether } from "./store-postgresql.ts";

/** An import in its one transaction. */
export interface UserImport {
  /** Saves those users whose ids and names are free, and says of the others which is not. */
  add(users: readonly User[]): Promise<ReadonlyMap<User, string>>;
  delete(ids: readonly string[]): Promise<void>;
  /** Makes it last, with the event. */
  commit(event: OutboxRow): Promise<void>;
  rollBack(): Promise<void>;
}

/** Longer than any import takes; the end of a program ends its transactions anyway. */
const TIMEOUT_MS = 24 * 3_600_000;

/** Begins an import. */
export async function beginUserImport(db: Database, tenantId: string): Promise<UserImport> {
  const insert = db.dialect === "postgresql" ? insertTogether : insertByTable;
  const { tx, commit, rollBack } = await holdTransaction(db, { timeoutMs: TIMEOUT_MS });
  if (db.dialect === "postgresql") for (const setting of settings) await tx.$executeRawUnsafe(setting);
  let isMeasured = db.dialect !== "postgresql";
  return {
    async add(users) {
      const refused = await insertFree(tx, users, {
        claims,
        insert: (inner, free) => insert(inner, tenantId, free),
        taken: (candidates) => taken(tx, tenantId, candidates),
      });
      if (!isMeasured) await tx.$executeRawUnsafe(MEASURE);
      isMeasured = true;
      return refused;
    },
    async delete(ids) {
      await tx.identityUser.deleteMany({ where: { tenantId, id: { in: [...ids] } } });
    },
    async commit(event) {
      await tx.identityOutbox.create({ data: event });
      if (db.dialect === "postgresql") await tx.$executeRawUnsafe(MEASURE_ALL);
      await commit();
    },
    rollBack,
  };
}

const words = {
  user: (id: string) => `the user id ${id}`,
  email: (id: string) => `the id ${id} of an address`,
  address: (address: string) => `the address "${address}"`,
  name: (id: string) => `the id ${id} of a username`,
  username: (username: string) => `the username "${username}"`,
  identity: (id: string) => `the id ${id} of an identity`,
  subject: (providerId: string, subject: string) => `the account "${subject}" at "${providerId}"`,
};

/** Everything that must be a user's own, in the words that an operator reads. */
function claims({ id, emails, username, identities }: User): readonly string[] {
  return [
    words.user(id),
    ...emails.flatMap((email) => [words.address(email.address), words.email(email.id)]),
    ...(username ? [words.username(username.username), words.name(username.id)] : []),
    ...identities.flatMap((each) => [words.subject(each.providerId, each.subject), words.identity(each.id)]),
  ];
}

/** Looked for only when a unique key refused. */
async function taken(tx: Transaction, tenantId: string, users: readonly User[]): Promise<ReadonlySet<string>> {
  const emails = users.flatMap((user) => user.emails);
  const names = users.flatMap(({ username }) => username ?? []);
  const identities = users.flatMap((user) => user.identities);
  const idsIn = (rows: readonly { readonly id: string }[]) => ({ id: { in: rows.map(({ id }) => id) } });
  const addresses = { address: { in: emails.map(({ address }) => address) } };
  const usernames = { username: { in: names.map(({ username }) => username) } };
  const subjects = identities.map(({ providerId, subject }) => ({ providerId, subject }));

  const sameUsers = await tx.identityUser.findMany({ where: { tenantId, ...idsIn(users) }, select: { id: true } });
  const sameEmails = await tx.identityEmail.findMany({ where: { tenantId, OR: [idsIn(emails), addresses] } });
  const sameNames = await tx.identityUsername.findMany({ where: { tenantId, OR: [idsIn(names), usernames] } });
  const sameIdentities = await tx.identityFederatedIdentity.findMany({
    where: { tenantId, OR: [idsIn(identities), ...subjects] },
  });
  return new Set([
    ...sameUsers.map(({ id }) => words.user(id)),
    ...sameEmails.flatMap(({ id, address }) => [words.email(id), words.address(address)]),
    ...sameNames.flatMap(({ id, username }) => [words.name(id), words.username(username)]),
    ...sameIdentities.flatMap((each) => [words.identity(each.id), words.subject(each.providerId, each.subject)]),
  ]);
}

/**
 * Foreign keys are checked by a statement that is planned once for a connection. Planned while the table was empty, it
 * goes through the table, or through an index that begins with the tenant, for each address: 3 ms for each of 20,000
 * users. By the figures of a first batch it is planned anew, for the primary key. The server does not take them by itself
 * meanwhile, since nobody sees what is not committed. Where somebody else takes them just now, those will do.
 */
const MEASURE = "ANALYZE (SKIP_LOCKED) identity_users";

/** Whoever lists or searches right after an import does so by its figures; the server itself takes a minute to see to them. */
const MEASURE_ALL =
  "ANALYZE (SKIP_LOCKED) identity_users, identity_emails, identity_usernames, identity_federated_identities, identity_tallies";

const settings = [
  // So few users are read from the table as fast as by a key, as long as they are few.
  "SET LOCAL enable_seqscan = off",
  // Whoever signs up meanwhile would wait for the end of the import, if both counted in one row of the tallies.
  "SELECT set_config('signet.tally_shard', (16 + pg_backend_pid() % 16)::text, true)",
];

/** As Prisma does it: one statement for each table. */
async function insertByTable(tx: Transaction, tenantId: string, users: readonly User[]): Promise<void> {
  const owned = <T>(rowsOf: (user: User) => readonly T[]) =>
    users.flatMap((user) => rowsOf(user).map((row) => ({ tenantId, userId: user.id, ...row })));
  const emails = owned((user) => user.emails.map(emailColumns));
  const names = owned(({ username }) => (username ? [usernameColumns(username)] : []));
  const identities = owned((user) =>
    user.identities.map(({ createTime, updateTime, ...same }) => ({
      ...same,
      createdAt: createTime,
      updatedAt: updateTime,
    })),
  );
  const rows = users.map((user) => ({ tenantId, id: user.id, ...userColumns(user), createdAt: user.createTime }));
  await tx.identityUser.createMany({ data: rows });
  if (emails.length > 0) await tx.identityEmail.createMany({ data: emails });
  if (names.length > 0) await tx.identityUsername.createMany({ data: names });
  if (identities.length > 0) await tx.identityFederatedIdentity.createMany({ data: identities });
}
