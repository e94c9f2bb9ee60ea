import type { Database } from "@signet/db";
import type { OutboxRow } from "@signet/kit";
import type { Mail } from "./mail.ts";
import { createPostgresqlVerbs } from "./store-postgresql.ts";
import { createPrismaVerbs } from "./store-prisma.ts";

/** Everything the notification service asks of its database. The queue is one for all tenants. */
export interface MailStore {
  /** Keeps a mail and its event together. False, and nothing is kept, when the id was used before. */
  insert(tenantId: string, mail: NewMail, event: OutboxRow): Promise<boolean>;
  /** Takes mails that are due and that nobody holds, oldest first. */
  lease(limit: number, times: { readonly now: Date; readonly until: Date }): Promise<readonly Mail[]>;
  /** Forgets what the mails said and whom they were for; that they were sent is remembered until `forgetAt`. */
  accepted(mails: readonly MailKey[], forgetAt: Date): Promise<void>;
  /** Gives mails back untried, to be taken by anybody at once. */
  release(mails: readonly MailKey[], now: Date): Promise<void>;
  /** Counts a failed attempt; the next one is at `nextAttemptAt`. */
  retry(tenantId: string, id: string, failure: { readonly error: string; readonly nextAttemptAt: Date }): Promise<void>;
  /** Counts the last failed attempt, and forgets what the mail said. */
  giveUp(tenantId: string, id: string, failure: { readonly error: string; readonly now: Date }): Promise<void>;
  /** Removes what was sent and may be forgotten, and what was given up before `failedBefore`. */
  purge(times: { readonly now: Date; readonly failedBefore: Date }): Promise<void>;
}

/** Which mail. */
export type MailKey = Pick<Mail, "tenantId" | "id">;

/** A mail as it is first kept. Without content it is only remembered, so that a repeated call sends nothing. */
export interface NewMail extends Omit<Mail, "tenantId" | "attempts" | "leasedUntil"> {
  readonly nextAttemptAt: Date;
}

/** Opens the store; on PostgreSQL the verbs of every mail are one statement each. */
export function createMailStore(db: Database): MailStore {
  const verbs = createPrismaVerbs(db);
  return db.dialect === "postgresql" ? { ...verbs, ...createPostgresqlVerbs(db.sql) } : verbs;
}
