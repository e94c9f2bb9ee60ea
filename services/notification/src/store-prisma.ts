import { type Database, retried } from "@signet/db";
import type { MailKey, MailStore, NewMail } from "./store.ts";

/** The verbs of the store on both databases. */
export function createPrismaVerbs({ prisma }: Database): MailStore {
  const keyOf = (tenantId: string, id: string) => ({ tenantId_id: { tenantId, id } });
  const anyOf = (mails: readonly MailKey[]) => ({ OR: mails.map(({ tenantId, id }) => ({ tenantId, id })) });

  return {
    insert(tenantId, mail, event) {
      const work = async () => {
        const kept = prisma.notificationMail.create({ data: { tenantId, ...columnsOf(mail) } });
        await prisma.$transaction([kept, prisma.notificationOutbox.create({ data: event })]);
        return true;
      };
      return retried(work, { taken: () => false });
    },

    lease(limit, { now, until }) {
      const work = () =>
        prisma.$transaction(async (tx) => {
          // Prisma has no word for SKIP LOCKED, and MySQL returns no rows from an update.
          const rows = await tx.$queryRawUnsafe<LeasedRow[]>(leaseText, now, limit);
          const mails = rows.map((row) => ({ ...row, attempts: Number(row.attempts), leasedUntil: until }));
          if (mails.length > 0) {
            await tx.notificationMail.updateMany({ where: anyOf(mails), data: { nextAttemptAt: until } });
          }
          return mails;
        });
      return retried(work);
    },

    async accepted(mails, forgetAt) {
      const data = { sealedContent: "", recipient: "", nextAttemptAt: forgetAt };
      await retried(() => prisma.notificationMail.updateMany({ where: anyOf(mails), data }));
    },

    async release(mails, now) {
      await retried(() => prisma.notificationMail.updateMany({ where: anyOf(mails), data: { nextAttemptAt: now } }));
    },

    async retry(tenantId, id, { error, nextAttemptAt }) {
      const data = { attempts: { increment: 1 }, lastError: error, nextAttemptAt };
      await retried(() => prisma.notificationMail.update({ where: keyOf(tenantId, id), data }));
    },

    async giveUp(tenantId, id, { error, now }) {
      const data = { attempts: { increment: 1 }, lastError: error, failedAt: now, sealedContent: "" };
      await retried(() => prisma.notificationMail.update({ where: keyOf(tenantId, id), data }));
    },

    async purge({ now, failedBefore }) {
      await prisma.notificationMail.deleteMany({
        where: {
          OR: [{ failedAt: null, sealedContent: "", nextAttemptAt: { lte: now } }, { failedAt: { lt: failedBefore } }],
        },
      });
    },
  };
}

type LeasedRow = Omit<Awaited<ReturnType<MailStore["lease"]>>[number], "leasedUntil">;

const leaseText = `
  SELECT tenant_id AS tenantId, id, recipient, template, sealed_content AS sealedContent, attempts,
    created_at AS createTime
  FROM notification_mails WHERE failed_at IS NULL AND next_attempt_at <= ? AND sealed_content <> ''
  ORDER BY next_attempt_at LIMIT ? FOR UPDATE SKIP LOCKED`;

function columnsOf({ id, recipient, template, sealedContent, createTime, nextAttemptAt }: NewMail) {
  return { id, recipient, template, sealedContent, nextAttemptAt, createdAt: createTime };
}
