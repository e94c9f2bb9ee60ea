import type { TenantSettings } from "@signet/config";
import type { FlowData } from "../engine/memory.ts";
import type { FlowName, Turn } from "../engine/types.ts";

/** The abbreviations of flow-api.md section 1, as functions of memory and settings. */

/** WA: the browser has WebAuthn. */
export function hasWebauthn(data: FlowData): boolean {
  return data.webauthnAvailable === true;
}

/** PK: passkeys are on and the browser has WebAuthn. */
export function canUsePasskeys({ data, settings }: Pick<Turn, "data" | "settings">): boolean {
  return hasWebauthn(data) && settings.passkey.enabled;
}

/** ATT: the device has, or can be attached to, an authenticator that the settings accept as a security key. */
export function canAttachSecurityKey({ data, settings }: Pick<Turn, "data" | "settings">): boolean {
  return (
    data.platformAuthenticatorAvailable === true || settings.mfa.security_keys.authenticator_attachment !== "platform"
  );
}

/** LE: the user could come back with a mailed code. */
export function canLogInByEmail({ data, settings: { email } }: Pick<Turn, "data" | "settings">): boolean {
  return Boolean(data.email) && email.enabled && email.use_for_authentication && email.use_as_login_identifier;
}

/** Whether a credential is asked for in this kind of conversation, and how insistently. */
export function acquires(
  flow: FlowName,
  section: TenantSettings["password"] | TenantSettings["passkey"],
): "always" | "conditional" | "never" {
  return flow === "registration" ? section.acquire_on_registration : section.acquire_on_login;
}
