import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Any } from "@bufbuild/protobuf/wkt";
import { type OutboxRow, outboxRow } from "@signet/kit";
import {
  EmailCreatedSchema,
  EmailDeletedSchema,
  EmailVerifiedSchema,
  MetadataChangedSchema,
  PrimaryEmailChangedSchema,
  UserCreatedSchema,
  UserDeletedSchema,
  UsernameChangedSchema,
  UsernameDeletedSchema,
  UserUpdatedSchema,
} from "@signet/proto/identity/v1/identity_events";
import type { Origin } from "@signet/proto/origin/v1/origin";
import type { Change, Fact } from "./change.ts";
import { toProto } from "./proto.ts";
import type { User } from "./user.ts";

/** What every event says besides what happened. */
export interface Circumstances {
  readonly tenantId: string;
  readonly origin: Origin;
  /** The user's credentials as the caller knows them; copied as they are. */
  readonly credentials: Any | undefined;
  readonly now: Date;
}

/** The event of a user who came to be. */
export function userCreated(user: User, { tenantId, origin, credentials, now }: Circumstances): OutboxRow {
  return outboxRow(UserCreatedSchema, tenantId, { origin, user: toProto(user), credentials }, now);
}

/** The event of a user who is gone, with the state before. */
export function userDeleted(user: User, { tenantId, origin, credentials, now }: Circumstances): OutboxRow {
  return outboxRow(UserDeletedSchema, tenantId, { origin, user: toProto(user), credentials }, now);
}

/** The events of a change, in the order of its facts. */
export function eventsOf({ user, facts }: Change, circumstances: Circumstances): readonly OutboxRow[] {
  const { origin, credentials } = circumstances;
  const common: Common = { origin, user: toProto(user), credentials };
  return facts.map((fact) => eventOf(fact, common, circumstances));
}

type Common = Pick<MessageInitShape<typeof UserUpdatedSchema>, "origin" | "user" | "credentials">;

const emailSchemas = {
  "email created": EmailCreatedSchema,
  "email verified": EmailVerifiedSchema,
  "email deleted": EmailDeletedSchema,
} as const;

function eventOf(fact: Fact, common: Common, { tenantId, now }: Circumstances): OutboxRow {
  switch (fact.kind) {
    case "user updated":
      return outboxRow(UserUpdatedSchema, tenantId, common, now);
    case "email created":
    case "email verified":
    case "email deleted": {
      const { id: emailId, address } = fact.email;
      return outboxRow(emailSchemas[fact.kind], tenantId, { ...common, emailId, address }, now);
    }
    case "primary email changed": {
      const { previousAddress, email } = fact;
      const init = { ...common, emailId: email.id, address: email.address, previousAddress };
      return outboxRow(PrimaryEmailChangedSchema, tenantId, init, now);
    }
    case "username changed": {
      const { username, previousUsername } = fact;
      return outboxRow(UsernameChangedSchema, tenantId, { ...common, username, previousUsername }, now);
    }
    case "username deleted":
      return outboxRow(UsernameDeletedSchema, tenantId, { ...common, previousUsername: fact.previousUsername }, now);
    case "metadata changed":
      return outboxRow(MetadataChangedSchema, tenantId, common, now);
  }
}
