import { type Database, type Prisma, retried } from "@signet/db";
import { emailColumns, whole as include, toUser, userColumns, usernameColumns } from "./rows.ts";
import type { IdentityStore } from "./store.ts";
import { isNamed, type User } from "./user.ts";

/** A transaction under way. */
export type Transaction = Prisma.TransactionClient;

/** Reads a user inside a transaction. */
export type ReadWithin = (tx: Transaction, tenantId: string, id: string) => Promise<User | undefined>;

/** Reads a user as Prisma does: one statement for each table. */
export async function readByPrisma(
  { identityUser }: Pick<Transaction, "identityUser">,
  tenantId: string,
  id: string,
): Promise<User | undefined> {
  const row = await identityUser.findUnique({ where: { tenantId_id: { tenantId, id } }, include });
  return row ? toUser(row) : undefined;
}

/** The verbs of the store on both databases. */
export function createPrismaVerbs(
  { prisma, dialect }: Database,
  readWithin: ReadWithin = readByPrisma,
): Omit<IdentityStore, "list" | "count"> {
  const marks = dialect === "postgresql" ? ["$1", "$2"] : ["?", "?"];
  const lockText = `SELECT id FROM identity_users WHERE tenant_id = ${marks[0]} AND id = ${marks[1]} FOR UPDATE`;

  /** The user as of now, and nobody else changes them until the transaction ends. */
  async function lock(tx: Transaction, tenantId: string, id: string): Promise<User | undefined> {
    // First and on its own: what is read after the lock was granted is what the last holder committed.
    await tx.$queryRawUnsafe(lockText, tenantId, id);
    return readWithin(tx, tenantId, id);
  }

  return {
    find: (tenantId, id) => readByPrisma(prisma, tenantId, id),

    async findByAddress(tenantId, address) {
      const where = { tenantId_address: { tenantId, address } };
      const found = await prisma.identityEmail.findUnique({ where, include: { user: { include } } });
      return found ? toUser(found.user) : undefined;
    },

    async findByUsername(tenantId, username) {
      const spellings = [username, username.toLowerCase()];
      const where = { tenantId, username: { in: spellings } };
      const found = await prisma.identityUsername.findMany({ where, include: { user: { include } } });
      const [best] = found.sort((a, b) => spellings.indexOf(a.username) - spellings.indexOf(b.username));
      return best && toUser(best.user);
    },

    async findAll(tenantId, ids) {
      const rows = await prisma.identityUser.findMany({ where: { tenantId, id: { in: [...ids] } }, include });
      const users = new Map(rows.map((row) => [row.id, toUser(row)]));
      return ids.flatMap((id) => users.get(id) ?? []);
    },

    async insert(tenantId, user, event) {
      const identityUser = {
        ...userColumns(user),
        tenantId,
        id: user.id,
        createdAt: user.createTime,
        emails: { create: user.emails.map(emailColumns) },
        ...(user.username && { username: { create: usernameColumns(user.username) } }),
      };
      const work = async () => {
        const owner = prisma.identityUser.create({ data: identityUser });
        await prisma.$transaction([owner, prisma.identityOutbox.create({ data: event })]);
        return true;
      };
      return retried(work, { taken: () => false });
    },

    change(tenantId, id, decide) {
      const work = () =>
        prisma.$transaction(async (tx) => {
          const before = await lock(tx, tenantId, id);
          if (!before) return "unknown";
          const { user: after, events } = decide(before);
          await save(tx, tenantId, { before, after });
          if (events.length > 0) await tx.identityOutbox.createMany({ data: [...events] });
          return after;
        });
      return retried(work, { taken: () => "taken" as const });
    },

    async delete(tenantId, id, eventOf) {
      const work = () =>
        prisma.$transaction(async (tx) => {
          const user = await lock(tx, tenantId, id);
          if (!user) return;
          await tx.identityUser.delete({ where: { tenantId_id: { tenantId, id } } });
          await tx.identityOutbox.create({ data: eventOf(user) });
        });
      await retried(work);
    },
  };
}

/** Writes what differs between two states of a user. */
async function save(tx: Transaction, tenantId: string, { before, after }: { before: User; after: User }) {
  const { id: userId } = after;
  if (after === before) return;
  const isRenamed = isNamed(after) !== isNamed(before);
  if (isRenamed || after.updateTime !== before.updateTime || after.metadata !== before.metadata) {
    await tx.identityUser.update({ where: { tenantId_id: { tenantId, id: userId } }, data: userColumns(after) });
  }

  const known = new Map(before.emails.map((email) => [email.id, email]));
  const kept = new Set(after.emails.map(({ id }) => id));
  const gone = before.emails.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  if (gone.length > 0) await tx.identityEmail.deleteMany({ where: { tenantId, id: { in: gone } } });
  for (const email of after.emails) {
    const present = known.get(email.id);
    const where = { tenantId_id: { tenantId, id: email.id } };
    if (!present) await tx.identityEmail.create({ data: { tenantId, userId, ...emailColumns(email) } });
    else if (present !== email) await tx.identityEmail.update({ where, data: emailColumns(email) });
  }

  if (after.username === before.username) return;
  const where = { tenantId_userId: { tenantId, userId } };
  if (!after.username) await tx.identityUsername.delete({ where });
  else {
    const columns = usernameColumns(after.username);
    await tx.identityUsername.upsert({ where, create: { tenantId, userId, ...columns }, update: columns });
  }
}
