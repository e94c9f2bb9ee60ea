import type { Email, User } from "@signet/proto/identity/v1/user";
import { Template } from "@signet/proto/notification/v1/notification_service";
import type { Subject } from "../engine/types.ts";
import { notifySecurity } from "../security-notification.ts";
import { packCredentials, primaryEmail } from "../subject.ts";
import type { Visit } from "../visit.ts";

/** An address that a user is to have. */
export interface NewAddress {
  readonly emailId: string;
  readonly address: string;
  readonly isVerified?: boolean;
  readonly isPrimary?: boolean;
  /** At most this many addresses afterwards. */
  readonly limit?: number;
}

/** Adds an address and tells its owner at the primary one. Fails with EMAIL_TAKEN, EMAIL_LIMIT_REACHED, EMAIL_INVALID. */
export async function addEmail(visit: Visit, subject: Subject, { limit = 0, ...email }: NewAddress) {
  const { user, credentials } = subject;
  const request = { userId: user.userId, email, limit, credentials: packCredentials(credentials) };
  const changed = await visit.leaves.identity.createEmail(request, visit.call());
  await notifySecurity(visit, user, Template.EMAIL_CREATE, { newEmailAddress: email.address });
  return changed.user;
}

/** Marks an address as proven. */
export async function confirmEmail(visit: Visit, subject: Subject, emailId: string): Promise<User | undefined> {
  const { user, credentials } = subject;
  const request = { userId: user.userId, emailId, credentials: packCredentials(credentials) };
  return (await visit.leaves.identity.verifyEmail(request, visit.call())).user;
}

/** Removes an address and tells its owner. Fails with EMAIL_IS_PRIMARY, EMAIL_NOT_FOUND. */
export async function removeEmail(visit: Visit, { user, credentials }: Subject, email: Email): Promise<void> {
  const request = { userId: user.userId, emailId: email.emailId, credentials: packCredentials(credentials) };
  await visit.leaves.identity.deleteEmail(request, visit.call());
  await notifySecurity(visit, user, Template.EMAIL_DELETE, { deletedEmailAddress: email.address });
}

/** Makes an address the primary one and tells its owner at the one before. Does nothing where it is already. */
export async function makePrimary(visit: Visit, { user, credentials }: Subject, email: Email): Promise<void> {
  if (email.isPrimary) return;
  const request = { userId: user.userId, emailId: email.emailId, credentials: packCredentials(credentials) };
  await visit.leaves.identity.setPrimaryEmail(request, visit.call());
  await notifySecurity(visit, user, Template.PRIMARY_EMAIL_UPDATE, {
    oldEmailAddress: primaryEmail(user)?.address,
    newEmailAddress: email.address,
  });
}
