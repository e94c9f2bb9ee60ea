import { type Database, type Prisma, retried } from "@signet/db";
import type { Entry } from "../entry.ts";
import { toEntry } from "../row.ts";
import type { Chain } from "./hash.ts";

/** An entry as it is stored. */
export interface StoredEntry extends Entry {
  readonly mac: string;
  /** None until it is sealed. */
  readonly seq?: bigint;
  readonly hash?: string;
}

/** A place in the chain for an entry. */
export interface Seal {
  readonly id: string;
  readonly seq: bigint;
  readonly hash: string;
}

/** A chain with the proof that it is ours. */
export type ProvenChain = Chain & { readonly mac: string };

/** What a change of a chain needs: the chain as it was read, which must still hold, and the new one. */
export interface Move {
  readonly from: ProvenChain | undefined;
  readonly to: ProvenChain;
  readonly now: Date;
}

/** What is asked of the database about chains. */
export interface ChainStore {
  chain(tenantId: string): Promise<ProvenChain | undefined>;
  /** Tenants that have entries without a place, some of them at least. */
  tenantsToSeal(): Promise<readonly string[]>;
  /** Entries without a place, oldest first, behind one of them. */
  unsealed(tenantId: string, after: Entry | undefined, limit: number): Promise<readonly StoredEntry[]>;
  /** Gives entries their places. False, and nothing happened, when the chain has moved meanwhile. */
  seal(tenantId: string, seals: readonly Seal[], move: Move): Promise<boolean>;
  /** Entries behind a place, in their order. */
  sealed(tenantId: string, after: bigint, limit: number): Promise<readonly StoredEntry[]>;
  tenants(): Promise<readonly string[]>;
  /** The last place before the first entry that is not older than a time; undefined when none is older. */
  lastBefore(tenantId: string, time: Date): Promise<bigint | undefined>;
  /** Removes the entries up to the new anchor. False, and nothing happened, when the chain has moved meanwhile. */
  cut(tenantId: string, move: Move): Promise<number | false>;
}

const MANY_TENANTS = 1_000;

/** The chains in the tables audit_chains and audit_entries. */
export function createChainStore({ prisma, dialect }: Database): ChainStore {
  const seal = dialect === "postgresql" ? sealOnPostgresql : sealOnMysql;
  /** One process moves a chain at a time: whoever finds it moved gives way. */
  const moved = async (tx: Prisma.TransactionClient, tenantId: string, { from, to, now }: Move) => {
    const row = { ...to, updatedAt: now };
    if (from) return (await tx.auditChain.updateMany({ where: { tenantId, mac: from.mac }, data: row })).count === 1;
    return (await tx.auditChain.createMany({ data: [{ tenantId, ...row }], skipDuplicates: true })).count === 1;
  };
  return {
    async chain(tenantId) {
      const row = await prisma.auditChain.findUnique({ where: { tenantId } });
      if (!row) return undefined;
      const { seq, hash, anchorSeq, anchorHash, mac } = row;
      return { seq, hash, anchorSeq, anchorHash, mac };
    },

    async tenantsToSeal() {
      const rows = await prisma.auditEntry.findMany({
        where: { seq: null },
        distinct: ["tenantId"],
        select: { tenantId: true },
        take: MANY_TENANTS,
      });
      return rows.map(({ tenantId }) => tenantId);
    },

    async unsealed(tenantId, after, limit) {
      const behind = after && {
        OR: [{ createdAt: { gt: after.createTime } }, { createdAt: after.createTime, id: { gt: after.id } }],
      };
      const orderBy = [{ createdAt: "asc" as const }, { id: "asc" as const }];
      return (
        await prisma.auditEntry.findMany({ where: { tenantId, seq: null, ...behind }, orderBy, take: limit })
      ).map(toStored);
    },

    seal: (tenantId, seals, move) =>
      retried(() =>
        prisma.$transaction(async (tx) => {
          if (!(await moved(tx, tenantId, move))) return false;
          await seal(tx, tenantId, seals);
          return true;
        }),
      ),

    async sealed(tenantId, after, limit) {
      const where = { tenantId, seq: { gt: after } };
      return (await prisma.auditEntry.findMany({ where, orderBy: { seq: "asc" }, take: limit })).map(toStored);
    },

    async tenants() {
      return (await prisma.auditChain.findMany({ select: { tenantId: true } })).map(({ tenantId }) => tenantId);
    },

    async lastBefore(tenantId, time) {
      const sealed = { tenantId, seq: { not: null } };
      const orderBy = { seq: "asc" as const };
      // Along the chain from its beginning: what is kept is not read, only what will go.
      const kept = await prisma.auditEntry.findFirst({ where: { ...sealed, createdAt: { gte: time } }, orderBy });
      const older = kept?.seq == null ? sealed : { tenantId, seq: { lt: kept.seq } };
      return (await prisma.auditEntry.findFirst({ where: older, orderBy: { seq: "desc" } }))?.seq ?? undefined;
    },

    cut: (tenantId, move) =>
      retried(() =>
        prisma.$transaction(async (tx) => {
          if (!(await moved(tx, tenantId, move))) return false;
          return (await tx.auditEntry.deleteMany({ where: { tenantId, seq: { lte: move.to.anchorSeq } } })).count;
        }),
      ),
  };
}

function toStored(row: Prisma.AuditEntryGetPayload<object>): StoredEntry {
  const { mac, seq, hash } = row;
  return { ...toEntry(row), mac, ...(seq !== null && { seq }), ...(hash !== null && { hash }) };
}

// Five hundred entries in one statement: a busy installation appends thousands a second.
async function sealOnPostgresql(tx: Prisma.TransactionClient, tenantId: string, seals: readonly Seal[]): Promise<void> {
  await tx.$executeRawUnsafe(
    `UPDATE audit_entries SET seq = seal.seq::bigint, hash = seal.hash
     FROM unnest($2::text[], $3::text[], $4::text[]) AS seal (id, seq, hash)
     WHERE tenant_id = $1 AND audit_entries.id = seal.id`,
    tenantId,
    seals.map(({ id }) => id),
    seals.map(({ seq }) => String(seq)),
    seals.map(({ hash }) => hash),
  );
}

async function sealOnMysql(tx: Prisma.TransactionClient, tenantId: string, seals: readonly Seal[]): Promise<void> {
  const places = seals.map(() => "SELECT ? AS id, ? AS seq, ? AS hash").join(" UNION ALL ");
  await tx.$executeRawUnsafe(
    `UPDATE audit_entries JOIN (${places}) AS seal ON audit_entries.id = seal.id COLLATE utf8mb4_bin
     SET audit_entries.seq = seal.seq, audit_entries.hash = seal.hash WHERE tenant_id = ?`,
    ...seals.flatMap(({ id, seq, hash }) => [id, seq, hash]),
    tenantId,
  );
}
