import { type Database, type Prisma, retried } from "@signet/db";
import type { OutboxRow } from "@signet/kit";
import { storedConfig } from "./config.ts";
import type { RelyingParty, Scope } from "./relying-party.ts";

/** What is asked of the database about relying parties themselves. */
export interface PartyStore {
  find(scope: Scope): Promise<RelyingParty | undefined>;
  /** All of a tenant, oldest first. */
  list(tenantId: string): Promise<readonly RelyingParty[]>;
  /** False when the id is taken. */
  insert(tenantId: string, party: RelyingParty, event: OutboxRow): Promise<boolean>;
  /** False when it is gone. */
  update(tenantId: string, party: RelyingParty, event: OutboxRow): Promise<boolean>;
  /** Deletes it with everything that belongs to it. False when it is gone. */
  delete(scope: Scope, event: OutboxRow): Promise<boolean>;
}

/** The store over a database. */
export function createPartyStore({ prisma }: Database): PartyStore {
  const parties = prisma.credentialRelyingParty;
  return {
    async find({ tenantId, relyingPartyId: id }) {
      const row = await parties.findUnique({ where: { tenantId_id: { tenantId, id } } });
      return row ? fromRow(row) : undefined;
    },

    async list(tenantId) {
      const orderBy = [{ createdAt: "asc" }, { id: "asc" }] as const;
      return (await parties.findMany({ where: { tenantId }, orderBy: [...orderBy] })).map(fromRow);
    },

    insert(tenantId, party, event) {
      const work = () =>
        prisma.$transaction([
          parties.create({ data: { tenantId, ...toRow(party) } }),
          prisma.credentialOutbox.create({ data: event }),
        ]);
      return retried(() => work().then(() => true), { taken: () => false });
    },

    update(tenantId, party, event) {
      const { id, createdAt: _, ...data } = toRow(party);
      const work = async (tx: Prisma.TransactionClient) => {
        const { count } = await tx.credentialRelyingParty.updateMany({ where: { tenantId, id }, data });
        if (count === 1) await tx.credentialOutbox.create({ data: event });
        return count === 1;
      };
      return retried(() => prisma.$transaction(work));
    },

    delete({ tenantId, relyingPartyId }, event) {
      const work = async (tx: Prisma.TransactionClient) => {
        const { count } = await tx.credentialRelyingParty.deleteMany({ where: { tenantId, id: relyingPartyId } });
        if (count === 0) return false;
        const where = { tenantId, relyingPartyId };
        await tx.credentialApiKey.deleteMany({ where });
        await tx.credentialRelyingPartyCeremony.deleteMany({ where });
        // Before their credentials: who registers one meanwhile holds the user.
        await tx.credentialRelyingPartyUser.deleteMany({ where });
        await tx.credentialRelyingPartyCredential.deleteMany({ where });
        await tx.credentialRelyingPartyTransaction.deleteMany({ where });
        await tx.credentialRelyingPartyKey.deleteMany({ where });
        await tx.credentialOutbox.create({ data: event });
        return true;
      };
      return retried(() => prisma.$transaction(work));
    },
  };
}

type Row = Prisma.CredentialRelyingPartyGetPayload<object>;

function fromRow({ id, displayName, config, createdAt, updatedAt }: Row): RelyingParty {
  return { id, displayName, config: storedConfig(config), createTime: createdAt, updateTime: updatedAt };
}

function toRow({ id, displayName, config, createTime, updateTime }: RelyingParty) {
  return { id, displayName, config, createdAt: createTime, updatedAt: updateTime };
}
