import type { TenantSettings } from "@signet/config";
import { uuidv7 } from "@signet/kit";
import type { User } from "@signet/proto/identity/v1/user";
import { Template } from "@signet/proto/notification/v1/notification_service";
import { primaryEmail } from "./subject.ts";
import type { Visit } from "./visit.ts";

type Notification = keyof TenantSettings["security_notifications"]["notifications"];

const switches: Partial<Record<Template, Notification>> = {
  [Template.PASSWORD_UPDATE]: "password_update",
  [Template.PRIMARY_EMAIL_UPDATE]: "primary_email_update",
  [Template.EMAIL_CREATE]: "email_create",
  [Template.EMAIL_DELETE]: "email_delete",
  [Template.PASSKEY_CREATE]: "passkey_create",
  [Template.MFA_CREATE]: "mfa_create",
  [Template.MFA_DELETE]: "mfa_delete",
};

/** Addresses a notification names. */
interface Addresses {
  readonly newEmailAddress?: string;
  readonly oldEmailAddress?: string;
  readonly deletedEmailAddress?: string;
}

/**
 * Tells a user about a sensitive change, at the primary address as it was in `user`. Users without one get none
 * (quirk Q5). A mail that cannot be queued does not undo the change it tells of.
 */
export async function notifySecurity(visit: Visit, user: User, template: Template, addresses: Addresses = {}) {
  const key = switches[template];
  const to = primaryEmail(user)?.address;
  const isWanted = key && visit.notifies && visit.settings.security_notifications.notifications[key].enabled;
  if (!isWanted || to === undefined) return;
  try {
    const mail = { mailId: uuidv7(visit.now), template, to, language: visit.client?.language ?? "", ...addresses };
    await visit.leaves.notifications.sendMail(mail, visit.call());
  } catch (error) {
    visit.log.warn({ err: error, template: Template[template] }, "a security notification could not be sent");
  }
}
