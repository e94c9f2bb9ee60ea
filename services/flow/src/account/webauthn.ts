import { reasonOf } from "@signet/kit";
import { type Ceremony, type WebauthnCredential, WebauthnUse } from "@signet/proto/credential/v1/credential";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { User } from "@signet/proto/identity/v1/user";
import { Template } from "@signet/proto/notification/v1/notification_service";
import { notifySecurity } from "../security-notification.ts";
import { packUser } from "../subject.ts";
import type { Visit } from "../visit.ts";

/** What a credential is made for, as conversations remember it. */
export type Use = "passkey" | "security_key";

/** The same in the words of the credential unit. */
export const useOf = { passkey: WebauthnUse.PASSKEY, security_key: WebauthnUse.SECURITY_KEY } as const;

/** Who a new credential is for, and what authenticators call them. */
export interface KeyOwner {
  readonly userId: string;
  readonly email: string | undefined;
  readonly username: string | undefined;
}

/** Options for a browser to create a credential by, and the ceremony to remember. */
export function creationOptions(
  { leaves, call }: Pick<Visit, "leaves" | "call">,
  { userId, email, username }: KeyOwner,
  { use, excludeExisting }: { readonly use: Use; readonly excludeExisting: boolean },
) {
  const names = { userName: email ?? username ?? "", userDisplayName: username ?? email ?? "" };
  return leaves.webauthn.createRegistrationOptions({ use: useOf[use], userId, ...names, excludeExisting }, call());
}

/** Stores the credential that a browser created, and tells its owner. Fails as isRefusal() knows. */
export async function storeCredential(
  visit: Visit,
  user: User,
  made: {
    readonly responseJson: string;
    readonly ceremony: Ceremony;
    readonly use: Use;
    /** At most this many credentials of any kind afterwards. */
    readonly limit?: number;
  },
): Promise<WebauthnCredential> {
  const { responseJson, ceremony, use, limit = 0 } = made;
  const request = { responseJson, ceremony, use: useOf[use], store: true, limit, user: packUser(user) };
  const { credential } = await visit.leaves.webauthn.verifyRegistration(request, visit.call());
  if (!credential) throw new Error("credential verified a registration without a credential");
  await notifySecurity(visit, user, use === "passkey" ? Template.PASSKEY_CREATE : Template.MFA_CREATE);
  return credential;
}

/** Removes a credential; its owner is told where it was a second factor. Fails with WEBAUTHN_CREDENTIAL_NOT_FOUND. */
export async function removeCredential(visit: Visit, user: User, credential: WebauthnCredential): Promise<void> {
  const { credentialId, mfaOnly } = credential;
  const request = { userId: user.userId, credentialId, user: packUser(user) };
  await visit.leaves.webauthn.deleteWebauthnCredential(request, visit.call());
  if (mfaOnly) await notifySecurity(visit, user, Template.MFA_DELETE);
}

/** Whether the credential unit refused an answer to creation options, rather than failed. */
export function isRefusal(error: unknown): boolean {
  const refusals: (Reason | undefined)[] = [
    Reason.WEBAUTHN_RESPONSE_MALFORMED,
    Reason.WEBAUTHN_VERIFICATION_FAILED,
    Reason.WEBAUTHN_CREDENTIAL_TAKEN,
    Reason.WEBAUTHN_LIMIT_REACHED,
  ];
  return refusals.includes(reasonOf(error));
}
