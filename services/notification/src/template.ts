import { Template } from "@signet/proto/notification/v1/notification_service";
import type { AttemptTemplate, CodeTemplate, SecurityTemplate } from "./words/words.ts";

/** A template with the kind of mail it makes. */
export type KnownTemplate =
  | { readonly kind: "code"; readonly name: CodeTemplate }
  | { readonly kind: "attempt"; readonly name: AttemptTemplate }
  | { readonly kind: "security"; readonly name: SecurityTemplate };

const templates: Readonly<Record<Exclude<Template, Template.UNSPECIFIED>, KnownTemplate>> = {
  [Template.LOGIN]: { kind: "code", name: "login" },
  [Template.EMAIL_VERIFICATION]: { kind: "code", name: "email_verification" },
  [Template.RECOVERY]: { kind: "code", name: "recovery" },
  [Template.EMAIL_LOGIN_ATTEMPTED]: { kind: "attempt", name: "email_login_attempted" },
  [Template.EMAIL_REGISTRATION_ATTEMPTED]: { kind: "attempt", name: "email_registration_attempted" },
  [Template.PASSWORD_UPDATE]: { kind: "security", name: "password_update" },
  [Template.PRIMARY_EMAIL_UPDATE]: { kind: "security", name: "primary_email_update" },
  [Template.EMAIL_CREATE]: { kind: "security", name: "email_create" },
  [Template.EMAIL_DELETE]: { kind: "security", name: "email_delete" },
  [Template.PASSKEY_CREATE]: { kind: "security", name: "passkey_create" },
  [Template.MFA_CREATE]: { kind: "security", name: "mfa_create" },
  [Template.MFA_DELETE]: { kind: "security", name: "mfa_delete" },
};

/** The template behind a value of the enum; undefined for a number that this version does not know. */
export function templateOf(template: Template): KnownTemplate | undefined {
  return template === Template.UNSPECIFIED ? undefined : templates[template];
}
