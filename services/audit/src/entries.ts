import type { JsonObject } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { type Envelope, type Listener, on } from "@signet/kit";
import type { ApiKey } from "@signet/proto/credential/v1/api_key";
import { UserCredentialsSchema, type WebauthnCredential } from "@signet/proto/credential/v1/credential";
import {
  ApiKeyCreatedSchema,
  ApiKeyRevokedSchema,
  ApiKeyRotatedSchema,
  PasswordChangedSchema,
  PasswordDeletedSchema,
  TotpCreatedSchema,
  WebauthnCredentialCreatedSchema,
  WebauthnCredentialDeletedSchema,
} from "@signet/proto/credential/v1/credential_events";
import { PasswordContext } from "@signet/proto/credential/v1/password_service";
import {
  ClassicStep,
  type ClassicStepTaken,
  ClassicStepTakenSchema,
  LoginFailedSchema,
  LoginSucceededSchema,
} from "@signet/proto/flow/v1/flow_events";
import {
  EmailCreatedSchema,
  EmailDeletedSchema,
  EmailVerifiedSchema,
  PrimaryEmailChangedSchema,
  type UserCreated,
  UserCreatedSchema,
  UserDeletedSchema,
  UsernameChangedSchema,
  UsernameDeletedSchema,
  UsersImportedSchema,
} from "@signet/proto/identity/v1/identity_events";
import type { User } from "@signet/proto/identity/v1/user";
import { MailSubmittedSchema } from "@signet/proto/notification/v1/notification_events";
import { Template } from "@signet/proto/notification/v1/notification_service";
import type { Origin } from "@signet/proto/origin/v1/origin";
import { SessionCreatedSchema, SessionDeletedSchema } from "@signet/proto/token/v1/token_events";
import { SessionCause } from "@signet/proto/token/v1/token_service";
import type { Entry } from "./entry.ts";
import { relyingPartyListeners } from "./relying-parties.ts";

/** What an event says in the log: type and details, and the actor where the origin does not know. */
export interface Saying {
  readonly type: string;
  readonly error?: string;
  readonly details?: JsonObject;
  readonly user?: User;
}

/** Takes an entry over, once: its id is the event's. `always` is for what is kept where the log is not. */
export type Append = (tenantId: string, entry: Entry, options?: { readonly always?: boolean }) => Promise<void>;

const contexts: Partial<Record<PasswordContext, string>> = {
  [PasswordContext.PROFILE]: "profile",
  [PasswordContext.RECOVERY]: "recovery",
  [PasswordContext.ONBOARDING]: "onboarding",
};

/** Which event becomes which entry (admin-rest.md section 15.3): the whole table. */
export function listenersOf(append: Append): Listener[] {
  const write = (origin: Origin | undefined, envelope: Envelope, saying: Saying) =>
    append(envelope.tenantId, entryOf(origin, envelope, saying));
  const say = async (origin: Origin | undefined, envelope: Envelope, saying: Saying | undefined) => {
    if (saying && isOwnDoing(origin)) await write(origin, envelope, saying);
  };
  // Single calls have names of their own for these (see classicStep).
  const sayOfFlow = async (origin: Origin | undefined, envelope: Envelope, saying: Saying | undefined) => {
    if (origin?.flowId) await say(origin, envelope, saying);
  };

  return [
    on(UserCreatedSchema, (event, envelope) => say(event.origin, envelope, { ...created(event), user: event.user })),
    on(UserDeletedSchema, ({ origin, user }, envelope) => say(origin, envelope, { type: "user_deleted", user })),
    on(EmailCreatedSchema, ({ origin, user, address }, envelope) =>
      say(origin, envelope, { type: "email_created", user, details: { email: address } }),
    ),
    on(EmailVerifiedSchema, ({ origin, user, address }, envelope) =>
      say(origin, envelope, { type: "email_verified", user, details: { email: address } }),
    ),
    on(EmailDeletedSchema, ({ origin, user, address }, envelope) =>
      say(origin, envelope, { type: "email_deleted", user, details: { email: address } }),
    ),
    on(PrimaryEmailChangedSchema, ({ origin, user, address }, envelope) =>
      say(origin, envelope, { type: "primary_email_changed", user, details: { email: address } }),
    ),
    on(UsernameChangedSchema, ({ origin, user, username }, envelope) =>
      say(origin, envelope, { type: "username_changed", user, details: { username } }),
    ),
    on(UsernameDeletedSchema, ({ origin, user, previousUsername }, envelope) =>
      say(origin, envelope, { type: "username_deleted", user, details: { username: previousUsername } }),
    ),
    on(PasswordChangedSchema, ({ origin, context }, envelope) =>
      sayOfFlow(origin, envelope, { type: "password_changed", details: { context: contexts[context] ?? "" } }),
    ),
    on(PasswordDeletedSchema, ({ origin }, envelope) => say(origin, envelope, { type: "password_deleted" })),
    on(WebauthnCredentialCreatedSchema, ({ origin, credential }, envelope) =>
      sayOfFlow(origin, envelope, credential && credentialCreated(credential)),
    ),
    on(WebauthnCredentialDeletedSchema, ({ origin, credential }, envelope) =>
      sayOfFlow(origin, envelope, {
        type: "passkey_deleted",
        details: { credential_id: credential?.credentialId ?? "" },
      }),
    ),
    on(TotpCreatedSchema, ({ origin, totpId }, envelope) =>
      say(origin, envelope, { type: "otp_created", details: { otp_secret: totpId } }),
    ),
    on(SessionDeletedSchema, ({ origin, cause }, envelope) =>
      say(origin, envelope, cause === SessionCause.LOGOUT ? { type: "user_logged_out" } : undefined),
    ),
    on(SessionCreatedSchema, async ({ origin, session, cause }, envelope) => {
      if (cause !== SessionCause.ADMIN) return;
      const saying = { type: "login_success", details: { api: "admin" } };
      await write(origin && { ...origin, actorUserId: session?.userId ?? "" }, envelope, saying);
    }),
    on(LoginSucceededSchema, ({ origin, login, user }, envelope) =>
      say(origin, envelope, {
        type: "login_success",
        user: user?.user,
        details: {
          login_method: login?.loginMethod ?? "",
          ...(login?.mfaMethod ? { mfa_method: login.mfaMethod } : {}),
        },
      }),
    ),
    on(LoginFailedSchema, ({ origin, loginMethod, error }, envelope) =>
      say(origin, envelope, {
        type: "login_failure",
        error,
        details: loginMethod ? { login_method: loginMethod } : {},
      }),
    ),
    on(ClassicStepTakenSchema, (event, envelope) => write(event.origin, envelope, classicStep(event))),
    on(MailSubmittedSchema, ({ origin, template, to, delivered }, envelope) =>
      say(origin, envelope, securityNotificationSent(template, to, delivered)),
    ),
    // Beyond the contract: who opens or shuts this door is always told, operators among them.
    on(ApiKeyCreatedSchema, ({ origin, apiKey }, envelope) =>
      write(origin, envelope, { type: "api_key_created", details: keyDetails(apiKey) }),
    ),
    on(ApiKeyRevokedSchema, ({ origin, apiKey }, envelope) =>
      write(origin, envelope, { type: "api_key_revoked", details: keyDetails(apiKey) }),
    ),
    on(ApiKeyRotatedSchema, ({ origin, apiKey, replacement }, envelope) =>
      write(origin, envelope, {
        type: "api_key_rotated",
        details: { ...keyDetails(apiKey), replacement_id: replacement?.apiKeyId ?? "" },
      }),
    ),
    on(UsersImportedSchema, ({ origin, users }, envelope) =>
      write(origin, envelope, { type: "users_imported", details: { users: Number(users) } }),
    ),
    ...relyingPartyListeners(write),
  ];
}

/** What people do to their own accounts is logged; what operators do through the admin API is not. */
function isOwnDoing(origin: Origin | undefined): boolean {
  return origin !== undefined && (origin.flowId !== "" || origin.actorUserId !== "");
}

function created({ user, credentials }: UserCreated): Saying {
  const owned = credentials && anyUnpack(credentials, UserCredentialsSchema);
  const webauthn = owned?.webauthnCredentials ?? [];
  const ids = (mfaOnly: boolean) => webauthn.filter((c) => c.mfaOnly === mfaOnly).map((c) => c.credentialId);
  const [passkey] = ids(false);
  const [securityKey] = ids(true);
  return {
    type: "user_created",
    details: {
      ...(user?.username ? { username: user.username.username } : {}),
      ...(passkey ? { passkey } : {}),
      ...(securityKey ? { security_key: securityKey } : {}),
      ...(owned?.password ? { password: true } : {}),
    },
  };
}

function credentialCreated({ mfaOnly, credentialId }: WebauthnCredential): Saying {
  return mfaOnly
    ? { type: "security_key_created", details: { security_key: credentialId } }
    : { type: "passkey_created", details: { passkey: credentialId } };
}

function keyDetails(key: ApiKey | undefined): JsonObject {
  const { apiKeyId = "", name = "", scopes = [], relyingPartyId = "" } = key ?? {};
  return { key_id: apiKeyId, name, scopes, ...(relyingPartyId === "" ? {} : { relying_party_id: relyingPartyId }) };
}

/** Steps that cannot fail half-way are logged under their own name, all others as succeeded or failed. */
function classicStep({ step, error }: ClassicStepTaken): Saying {
  const name = ClassicStep[step].toLowerCase();
  const isWhole = step >= ClassicStep.WEBAUTHN_CREDENTIAL_UPDATED;
  return { type: isWhole ? name : `${name}_${error === "" ? "succeeded" : "failed"}`, error };
}

/** Mails with codes, or about attempts, are not news about an account. */
function securityNotificationSent(template: Template, address: string, delivered: boolean): Saying | undefined {
  if (template < Template.PASSWORD_UPDATE) return undefined;
  const details = {
    template: Template[template].toLowerCase(),
    email_address: address,
    delivered_by_hanko: String(delivered),
  };
  return { type: "security_notification_sent", details };
}

export function entryOf(origin: Origin | undefined, envelope: Envelope, saying: Saying): Entry {
  const { type, error = "", details = {}, user } = saying;
  const through: JsonObject = {
    ...(origin?.flowId ? { flow_id: origin.flowId } : {}),
    ...(origin?.apiKeyId ? { api_key_id: origin.apiKeyId } : {}),
  };
  const primary = user?.emails.find(({ isPrimary }) => isPrimary)?.address;
  return {
    id: envelope.id,
    type,
    error,
    requestId: origin?.requestId ?? "",
    sourceIp: origin?.clientAddress ?? "",
    userAgent: origin?.userAgent ?? "",
    actorUserId: origin?.actorUserId || (user?.userId ?? ""),
    actorEmail: origin?.actorEmail || (primary ?? ""),
    details: Object.keys({ ...details, ...through }).length > 0 ? { ...details, ...through } : undefined,
    createTime: envelope.createTime,
  };
}
