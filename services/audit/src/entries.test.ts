import { create, type DescMessage, type MessageInitShape } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { testDatabase } from "@signet/db/test";
import { UserCredentialsSchema } from "@signet/proto/credential/v1/credential";
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
  ClassicStepTakenSchema,
  LoginFailedSchema,
  LoginSucceededSchema,
} from "@signet/proto/flow/v1/flow_events";
import {
  EmailCreatedSchema,
  EmailDeletedSchema,
  EmailVerifiedSchema,
  PrimaryEmailChangedSchema,
  UserCreatedSchema,
  UserDeletedSchema,
  UsernameChangedSchema,
  UsernameDeletedSchema,
  UsersImportedSchema,
} from "@signet/proto/identity/v1/identity_events";
import { MailSubmittedSchema } from "@signet/proto/notification/v1/notification_events";
import { Template } from "@signet/proto/notification/v1/notification_service";
import { SessionCreatedSchema, SessionDeletedSchema } from "@signet/proto/token/v1/token_events";
import { SessionCause } from "@signet/proto/token/v1/token_service";
import { expect, test } from "vitest";
import { flowOrigin, testWorld } from "./test/world.ts";

const db = await testDatabase();

/** One line of the table: an event of a flow, and the type and details of its entry; flow_id is always among them. */
interface Line {
  readonly schema: DescMessage;
  readonly init: object;
  readonly type: string;
  readonly details: object;
}
const line = <T extends DescMessage>(
  schema: T,
  init: MessageInitShape<T> & object,
  type: string,
  details = {},
): Line => ({ schema, init, type, details });

const credentials = anyPack(
  UserCredentialsSchema,
  create(UserCredentialsSchema, {
    webauthnCredentials: [{ credentialId: "key-1" }, { credentialId: "key-2", mfaOnly: true }],
    password: {},
  }),
);
const user = { userId: "user-1", username: { username: "samantha" } };
const address = "kim@example.org";
const created = { username: "s******a", passkey: "key-1", security_key: "key-2", password: true };
const credential = { credentialId: "key-1" };
const mail = { template: Template.PASSKEY_CREATE, to: address, delivered: true };
const sent = { template: "passkey_create", email_address: address, delivered_by_hanko: "true" };

const lines: readonly Line[] = [
  line(UserCreatedSchema, { user, credentials }, "user_created", created),
  line(UserDeletedSchema, { user }, "user_deleted"),
  line(EmailCreatedSchema, { user, address }, "email_created", { email: "k*****@example.org" }),
  line(EmailVerifiedSchema, { user, address }, "email_verified", { email: "k*****@example.org" }),
  line(EmailDeletedSchema, { user, address }, "email_deleted", { email: "k*****@example.org" }),
  line(PrimaryEmailChangedSchema, { user, address }, "primary_email_changed", { email: "k*****@example.org" }),
  line(UsernameChangedSchema, { user, username: "kim" }, "username_changed", { username: "k****m" }),
  line(UsernameDeletedSchema, { user, previousUsername: "kim" }, "username_deleted", { username: "k****m" }),
  line(PasswordChangedSchema, { context: PasswordContext.PROFILE }, "password_changed", { context: "profile" }),
  line(PasswordChangedSchema, { context: PasswordContext.RECOVERY }, "password_changed", { context: "recovery" }),
  line(PasswordDeletedSchema, { userId: "user-1" }, "password_deleted"),
  line(WebauthnCredentialCreatedSchema, { credential }, "passkey_created", { passkey: "key-1" }),
  line(WebauthnCredentialCreatedSchema, { credential: { ...credential, mfaOnly: true } }, "security_key_created", {
    security_key: "key-1",
  }),
  line(WebauthnCredentialDeletedSchema, { credential }, "passkey_deleted", { credential_id: "key-1" }),
  line(TotpCreatedSchema, { totpId: "totp-1" }, "otp_created", { otp_secret: "totp-1" }),
  line(LoginSucceededSchema, { login: { loginMethod: "password", mfaMethod: "totp" } }, "login_success", {
    login_method: "password",
    mfa_method: "totp",
  }),
  line(LoginSucceededSchema, { login: { loginMethod: "passkey" } }, "login_success", { login_method: "passkey" }),
  line(LoginFailedSchema, { loginMethod: "passcode" }, "login_failure", { login_method: "passcode" }),
  line(LoginFailedSchema, {}, "login_failure"),
  line(ClassicStepTakenSchema, { step: ClassicStep.PASSWORD_LOGIN }, "password_login_succeeded"),
  line(ClassicStepTakenSchema, { step: ClassicStep.PASSWORD_LOGIN, error: "wrong" }, "password_login_failed"),
  line(ClassicStepTakenSchema, { step: ClassicStep.TOKEN_EXCHANGE }, "token_exchange_succeeded"),
  line(ClassicStepTakenSchema, { step: ClassicStep.WEBAUTHN_CREDENTIAL_DELETED }, "webauthn_credential_deleted"),
  line(SessionDeletedSchema, { cause: SessionCause.LOGOUT }, "user_logged_out"),
  line(MailSubmittedSchema, mail, "security_notification_sent", sent),
];

test.each(lines)("$schema.typeName is logged as $type $details", async ({ schema, init, type, details }) => {
  const { tell, list, clock } = await testWorld(db);

  const id = await tell(schema, { ...init, origin: flowOrigin });

  const [entry, ...more] = await list();
  expect(more).toEqual([]);
  expect(entry).toMatchObject({ entryId: id, type, details: { ...details, flow_id: "flow-1" } });
  expect(Object.keys(entry?.details ?? {}).sort()).toEqual([...Object.keys(details), "flow_id"].sort());
  expect(entry).toMatchObject({ requestId: "request-1", sourceIp: "203.0.113.7", userAgent: "Test/1.0" });
  expect(entry).toMatchObject({ actorUserId: "user-1", actorEmail: "sam*****@example.org" });
  expect(Number(entry?.createTime?.seconds) * 1000).toBe(clock.now().getTime());
});

test("the text of a failure is kept", async () => {
  const { tell, list } = await testWorld(db);
  await tell(LoginFailedSchema, { origin: flowOrigin, error: "the passcode is wrong" });
  expect(await list()).toMatchObject([{ error: "the passcode is wrong" }]);
});

test("sessions that end by themselves, mails with codes and what operators do are not logged", async () => {
  const { tell, list } = await testWorld(db);
  const admin = { requestId: "request-1", clientAddress: "203.0.113.7" };
  await tell(SessionDeletedSchema, { origin: flowOrigin, cause: SessionCause.LIMIT });
  await tell(SessionCreatedSchema, { origin: flowOrigin, cause: SessionCause.FLOW });
  await tell(MailSubmittedSchema, { ...mail, origin: flowOrigin, template: Template.LOGIN });
  await tell(UserCreatedSchema, { origin: admin, user });
  await tell(UserDeletedSchema, { origin: admin, user });
  await tell(PasswordChangedSchema, { origin: admin, context: PasswordContext.ADMIN });
  expect(await list()).toEqual([]);
});

test("an import is one entry, which says how many came", async () => {
  const { tell, list } = await testWorld(db);
  await tell(UsersImportedSchema, { origin: { requestId: "request-1" }, users: 1_000n });
  expect(await list()).toMatchObject([{ type: "users_imported", details: { users: 1_000 } }]);
});

test("keys of programs are made, replaced and revoked in the open, with the key that did it", async () => {
  const { tell, list, clock } = await testWorld(db);
  const origin = { requestId: "request-1", apiKeyId: "key-0" };
  const apiKey = { apiKeyId: "key-1", name: "billing", scopes: ["users:read"] };
  await tell(ApiKeyCreatedSchema, { origin, apiKey });
  clock.advance(1);
  await tell(ApiKeyRotatedSchema, { origin, apiKey, replacement: { ...apiKey, apiKeyId: "key-2" } });
  clock.advance(1);
  await tell(ApiKeyRevokedSchema, { apiKey });
  const details = { key_id: "key-1", name: "billing", scopes: ["users:read"] };
  expect((await list()).map((entry) => [entry.type, entry.details])).toEqual([
    ["api_key_revoked", details],
    ["api_key_rotated", { ...details, replacement_id: "key-2", api_key_id: "key-0" }],
    ["api_key_created", { ...details, api_key_id: "key-0" }],
  ]);
});

test("a session that an operator opened is a login by the admin API", async () => {
  const { tell, list } = await testWorld(db);
  const origin = { requestId: "request-1", clientAddress: "203.0.113.7" };
  await tell(SessionCreatedSchema, { origin, cause: SessionCause.ADMIN, session: { userId: "user-1" } });
  expect(await list()).toMatchObject([{ type: "login_success", actorUserId: "user-1", details: { api: "admin" } }]);
});
