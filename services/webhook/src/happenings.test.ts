import { create, type DescMessage, type MessageInitShape, toJsonString } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { testDatabase } from "@signet/db/test";
import { createSecrets, uuidv4 } from "@signet/kit";
import { UserCredentialsSchema } from "@signet/proto/credential/v1/credential";
import { PasswordChangedSchema } from "@signet/proto/credential/v1/credential_events";
import { PasswordContext } from "@signet/proto/credential/v1/password_service";
import { LoginSucceededSchema } from "@signet/proto/flow/v1/flow_events";
import {
  EmailCreatedSchema,
  EmailDeletedSchema,
  PrimaryEmailChangedSchema,
  UserCreatedSchema,
  UserDeletedSchema,
  UsernameChangedSchema,
  UsernameDeletedSchema,
} from "@signet/proto/identity/v1/identity_events";
import { UserSchema } from "@signet/proto/identity/v1/user";
import { MailContentSchema, MailSubmittedSchema } from "@signet/proto/notification/v1/notification_events";
import { Template } from "@signet/proto/notification/v1/notification_service";
import { SessionCreatedSchema, SessionDeletedSchema } from "@signet/proto/token/v1/token_events";
import { SessionCause } from "@signet/proto/token/v1/token_service";
import { expect, test } from "vitest";
import { MAIL_PURPOSE } from "./mail-data.ts";
import { testReceiver, testWorld } from "./test/world.ts";

const db = await testDatabase();

const origin = { clientAddress: "203.0.113.7", userAgent: "Test/1.0", flowId: "flow-1" };
const request = { ip_address: "203.0.113.7", user_agent: "Test/1.0" };
const time = { seconds: 1_772_366_400n };
const shownTime = "2026-03-01T12:00:00Z";
const times = { createTime: time, updateTime: time };
const shownTimes = { created_at: shownTime, updated_at: shownTime };
const userId = uuidv4();
const emailId = uuidv4();
const email = { emailId, address: "kim@example.org", isPrimary: true, isVerified: true, ...times };
const user = { userId, emails: [email], ...times };
const shownEmail = { id: emailId, address: "kim@example.org", is_primary: true, is_verified: true, ...shownTimes };
const shownUser = { id: userId, emails: [shownEmail], ...shownTimes };
const credentials = { userId, totp: { totpId: "totp-1", createTime: time } };
const packed = anyPack(UserCredentialsSchema, create(UserCredentialsSchema, credentials));
const shownCredentials = { otp: { id: "totp-1", created_at: shownTime } };
const session = {
  sessionId: uuidv4(),
  userId,
  ipAddress: "203.0.113.7",
  lastUsedTime: time,
  expireTime: time,
  ...times,
};
const shownSession = {
  id: session.sessionId,
  user_id: userId,
  user_agent: null,
  ip_address: "203.0.113.7",
  expires_at: shownTime,
  last_used: shownTime,
  ...shownTimes,
};

interface Line {
  readonly schema: DescMessage;
  readonly init: object;
  readonly event: string;
  readonly data: object;
}
const line = <T extends DescMessage>(
  schema: T,
  init: MessageInitShape<T> & object,
  event: string,
  data: object,
): Line => ({ schema, init, event, data });
const ofUser = <T extends DescMessage>(schema: T, init: MessageInitShape<T> & object, event: string) =>
  line(schema, { user, origin, ...init }, event, { ...shownUser, ...request });
const password = (context: PasswordContext) => ({
  context,
  credentials,
  user: anyPack(UserSchema, create(UserSchema, user)),
  origin,
});
const ended = (cause: SessionCause, event: string) =>
  line(SessionDeletedSchema, { session, cause }, `session.delete.${event}`, shownSession);

const happenings: readonly Line[] = [
  line(UserCreatedSchema, { user, credentials: packed, origin }, "user.create", {
    ...shownUser,
    ...shownCredentials,
    ...request,
  }),
  line(UserCreatedSchema, { user, origin: { ...origin, flowId: "" } }, "user.create", shownUser),
  line(UserDeletedSchema, { user, credentials: packed, origin }, "user.delete", { ...shownUser, ...shownCredentials }),
  line(LoginSucceededSchema, { user: { user, credentials }, origin }, "user.login", {
    ...shownUser,
    ...shownCredentials,
    ...request,
  }),
  ofUser(EmailCreatedSchema, {}, "user.update.email.create"),
  ofUser(EmailDeletedSchema, {}, "user.update.email.delete"),
  ofUser(PrimaryEmailChangedSchema, { previousAddress: "old@example.org" }, "user.update.email.primary"),
  ofUser(UsernameChangedSchema, { username: "kim" }, "user.update.username.create"),
  ofUser(UsernameChangedSchema, { username: "kim", previousUsername: "tim" }, "user.update.username.update"),
  ofUser(UsernameDeletedSchema, { previousUsername: "kim" }, "user.update.username.delete"),
  line(PasswordChangedSchema, password(PasswordContext.PROFILE), "user.update.password.update", {
    ...shownUser,
    ...shownCredentials,
    ...request,
  }),
  line(PasswordChangedSchema, password(PasswordContext.RECOVERY), "user.update.password.update", {
    ...shownUser,
    ...shownCredentials,
    ...request,
  }),
  line(SessionCreatedSchema, { session, cause: SessionCause.FLOW }, "session.create.flow", shownSession),
  line(SessionCreatedSchema, { session, cause: SessionCause.ADMIN }, "session.create.admin", shownSession),
  ended(SessionCause.LOGOUT, "explicit.logout"),
  ended(SessionCause.REVOKED, "explicit.revoke"),
  ended(SessionCause.ADMIN_REVOKED, "admin.revoke"),
  ended(SessionCause.IDLE, "passive.expire"),
  ended(SessionCause.LIMIT, "passive.limit"),
];

const everything = ["user", "session", "email.send"];

test.each(happenings)("$schema.typeName is told as $event", async ({ schema, init, event, data }) => {
  const listener = await testReceiver();
  const { subscribe, tell } = await testWorld(db);
  await subscribe(listener.url, everything);

  await tell(schema, { ...init });

  const [call] = await listener.calls(1);
  expect(call?.event).toBe(event);
  expect(call?.claims.data).toEqual(data);
});

test("what webhooks have no name for is not told", async () => {
  const listener = await testReceiver();
  const { subscribe, tell, waiting } = await testWorld(db);
  await subscribe(listener.url, everything);
  await tell(PasswordChangedSchema, password(PasswordContext.ONBOARDING));
  await tell(PasswordChangedSchema, password(PasswordContext.ADMIN));
  await tell(SessionDeletedSchema, { session, cause: SessionCause.USER_DELETED });
  expect(await waiting()).toEqual([]);
  expect(listener.received).toEqual([]);
});

test.each([
  [
    Template.LOGIN,
    { code: "123456", codeTtl: 300n, codeValidUntil: 1_772_366_700n, html: "<p>123456</p>" },
    {
      body: "<p>123456</p>",
      type: "login",
      data: { service_name: "Shop", otp_code: "123456", ttl: 300, valid_until: 1_772_366_700 },
    },
  ],
  [Template.EMAIL_LOGIN_ATTEMPTED, {}, { type: "email_login_attempted", data: { service_name: "Shop" } }],
  [
    Template.EMAIL_CREATE,
    { newEmailAddress: "new@example.org" },
    {
      type: "security_notification",
      data: { template: "email_create", service_name: "Shop", new_email_address: "new@example.org" },
    },
  ],
])("a mail is told with its words (%s)", async (template, words, shown) => {
  const listener = await testReceiver();
  const { subscribe, tell } = await testWorld(db);
  await subscribe(listener.url, ["email.send"]);
  const content = create(MailContentSchema, { subject: "Hello", text: "Hello Kim", serviceName: "Shop", ...words });
  const sealedContent = createSecrets(["a key that only tests know"]).seal(
    MAIL_PURPOSE,
    toJsonString(MailContentSchema, content),
  );

  await tell(MailSubmittedSchema, { template, to: "kim@example.org", language: "de", delivered: true, sealedContent });

  const [call] = await listener.calls(1);
  expect(call?.claims.data).toEqual({
    subject: "Hello",
    body_plain: "Hello Kim",
    to_email_address: "kim@example.org",
    delivered_by_hanko: true,
    accept_language: "de",
    language: "de",
    ...shown,
  });
});
