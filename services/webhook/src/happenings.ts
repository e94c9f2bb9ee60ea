import type { JsonObject } from "@bufbuild/protobuf";
import { type Any, anyUnpack } from "@bufbuild/protobuf/wkt";
import { adminSessionJson, adminUserJson } from "@signet/json";
import { type Envelope, type Listener, on } from "@signet/kit";
import { type UserCredentials, UserCredentialsSchema } from "@signet/proto/credential/v1/credential";
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
import { type User, UserSchema } from "@signet/proto/identity/v1/user";
import { MailSubmittedSchema } from "@signet/proto/notification/v1/notification_events";
import type { Origin } from "@signet/proto/origin/v1/origin";
import { SessionCreatedSchema, SessionDeletedSchema } from "@signet/proto/token/v1/token_events";
import { SessionCause } from "@signet/proto/token/v1/token_service";
import type { Happening } from "./happening.ts";
import type { MailReader } from "./mail-data.ts";

/** Takes a happening over, once per event. */
export type Tell = (happening: Happening | undefined, envelope: Envelope) => Promise<void>;

const sessionEvents: Partial<Record<SessionCause, string>> = {
  [SessionCause.FLOW]: "session.create.flow",
  [SessionCause.ADMIN]: "session.create.admin",
  [SessionCause.LOGOUT]: "session.delete.explicit.logout",
  [SessionCause.REVOKED]: "session.delete.explicit.revoke",
  [SessionCause.ADMIN_REVOKED]: "session.delete.admin.revoke",
  [SessionCause.IDLE]: "session.delete.passive.expire",
  [SessionCause.LIMIT]: "session.delete.passive.limit",
};

/** Which event becomes which happening (admin-rest.md section 14.1): the whole table. */
export function listenersOf(tell: Tell, readMail: MailReader): Listener[] {
  return [
    on(UserCreatedSchema, (event, at) => tell(about("user.create", event, at), at)),
    on(UserDeletedSchema, ({ user, credentials }, at) => tell(about("user.delete", { user, credentials }, at), at)),
    on(LoginSucceededSchema, ({ origin, user }, at) =>
      tell(
        user?.user && userHappening("user.login", { user: user.user, credentials: () => user.credentials, origin }, at),
        at,
      ),
    ),
    on(EmailCreatedSchema, (event, at) => tell(about("user.update.email.create", event, at), at)),
    on(EmailDeletedSchema, (event, at) => tell(about("user.update.email.delete", event, at), at)),
    on(PrimaryEmailChangedSchema, (event, at) => {
      // A first address is created, which has been told; nothing was replaced.
      const replaced = event.previousAddress !== "";
      return tell(replaced ? about("user.update.email.primary", event, at) : undefined, at);
    }),
    on(UsernameChangedSchema, (event, at) => {
      const name = event.previousUsername === "" ? "create" : "update";
      return tell(isOwnDoing(event.origin) ? about(`user.update.username.${name}`, event, at) : undefined, at);
    }),
    on(UsernameDeletedSchema, (event, at) =>
      tell(isOwnDoing(event.origin) ? about("user.update.username.delete", event, at) : undefined, at),
    ),
    on(PasswordChangedSchema, ({ context, origin, user: packed, credentials }, at) => {
      const user = packed && anyUnpack(packed, UserSchema);
      const counts = context === PasswordContext.PROFILE || context === PasswordContext.RECOVERY;
      const event = "user.update.password.update";
      return tell(
        counts && user ? userHappening(event, { user, credentials: () => credentials, origin }, at) : undefined,
        at,
      );
    }),
    on(SessionCreatedSchema, ({ cause, session }, at) => {
      const event = sessionEvents[cause];
      return tell(event && session ? { event, data: () => json(adminSessionJson(session)) } : undefined, at);
    }),
    on(SessionDeletedSchema, ({ cause, session }, at) => {
      const event = sessionEvents[cause];
      return tell(event && session ? { event, data: () => json(adminSessionJson(session)) } : undefined, at);
    }),
    on(MailSubmittedSchema, (event, at) => tell({ event: "email.send", data: () => readMail(event) }, at)),
  ];
}

/** A happening about a user whose credentials came along packed. */
function about(
  event: string,
  { user, credentials, origin }: { user?: User; credentials?: Any; origin?: Origin },
  envelope: Envelope,
): Happening | undefined {
  const owned = () => credentials && anyUnpack(credentials, UserCredentialsSchema);
  return user && userHappening(event, { user, credentials: owned, origin }, envelope);
}

/** The user as the admin API shows them, with where the request came from (admin-rest.md section 14.3). */
function userHappening(
  event: string,
  { user, credentials, origin }: { user: User; credentials: () => UserCredentials | undefined; origin?: Origin },
  { tenantId }: Envelope,
): Happening {
  // What an operator does to somebody's account says nothing about where that person is.
  const person = isOwnDoing(origin) ? origin : undefined;
  const request = { ip_address: person?.clientAddress || undefined, user_agent: person?.userAgent || undefined };
  return { event, data: () => json({ ...adminUserJson(user, credentials(), tenantId), ...request }) };
}

/** Whether somebody did it to their own account; operators change usernames without a word (admin-rest.md section 4). */
function isOwnDoing(origin: Origin | undefined): boolean {
  return origin !== undefined && (origin.flowId !== "" || origin.actorUserId !== "");
}

/** Members that are undefined are left out, as JSON does. */
function json(value: object): JsonObject {
  // Parsing what was just written gives the JSON of an object, which is an object.
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
