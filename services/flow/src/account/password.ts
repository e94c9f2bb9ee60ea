import type { PasswordContext } from "@signet/proto/credential/v1/password_service";
import type { User } from "@signet/proto/identity/v1/user";
import { Template } from "@signet/proto/notification/v1/notification_service";
import { notifySecurity } from "../security-notification.ts";
import { packUser } from "../subject.ts";
import type { Visit } from "../visit.ts";

/**
 * Sets the password of a user and tells them. True: they had none before.
 * Fails with PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, OVERLOADED.
 */
export async function setPassword(
  visit: Visit,
  user: User,
  { password, context }: { readonly password: string; readonly context: PasswordContext },
): Promise<boolean> {
  const secret = { case: "password", value: password } as const;
  const request = { userId: user.userId, secret, context, user: packUser(user) };
  const { created } = await visit.leaves.passwords.setPassword(request, visit.call());
  await notifySecurity(visit, user, Template.PASSWORD_UPDATE);
  return created;
}
