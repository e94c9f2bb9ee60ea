import { z } from "zod";
import { bool } from "../keys.ts";

/** Mails about sensitive changes, to the person whose account was changed. */
export const securityNotifications = z.object({
  notifications: z.object({
    password_update: notice("PASSWORDUPDATE", "a password was set or changed"),
    primary_email_update: notice("PRIMARYEMAILUPDATE", "the primary address was changed"),
    email_create: notice("EMAILCREATE", "an address was added"),
    email_delete: notice("EMAILDELETE", "an address was removed"),
    passkey_create: notice("PASSKEYCREATE", "a passkey was added"),
    mfa_create: notice("MFACREATE", "a second factor was added"),
    mfa_delete: notice("MFADELETE", "a second factor was removed"),
  }),
});

function notice(name: string, what: string) {
  return z.object({
    enabled: bool(true, {
      env: `SECURITYNOTIFICATIONS_NOTIFICATIONS_${name}_ENABLED`,
      about: `Writes when ${what}.`,
    }),
  });
}
