import type { JsonObject } from "@bufbuild/protobuf";
import type { Prisma } from "@signet/db";
import type { Email } from "./email.ts";
import { isNamed, type User } from "./user.ts";
import type { Username } from "./username.ts";

const byAge = [{ createdAt: "asc" }, { id: "asc" }] satisfies Prisma.IdentityEmailOrderByWithRelationInput[];

/** Everything that belongs to a user, oldest first. */
export const whole = { emails: { orderBy: byAge }, username: true, identities: { orderBy: byAge } } as const;

/** A user's row with what belongs to it, as both ways of reading give it. */
export interface UserRow extends Times {
  readonly id: string;
  readonly name: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly picture: string;
  readonly publicMetadata: unknown;
  readonly privateMetadata: unknown;
  readonly unsafeMetadata: unknown;
  readonly emails: readonly EmailRow[];
  readonly username: UsernameRow | null;
  readonly identities: readonly FederatedIdentityRow[];
}

interface Times {
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A row of identity_emails. */
export interface EmailRow extends Times {
  readonly id: string;
  readonly address: string;
  readonly isVerified: boolean;
  readonly isPrimary: boolean;
}

/** A row of identity_usernames. */
export interface UsernameRow extends Times {
  readonly id: string;
  readonly username: string;
}

/** A row of identity_federated_identities. */
export interface FederatedIdentityRow extends Times {
  readonly id: string;
  readonly providerId: string;
  readonly subject: string;
  readonly emailId: string | null;
}

/** The user in a row. */
export function toUser(row: UserRow): User {
  const { id, name, givenName, familyName, picture, username } = row;
  return {
    id,
    name,
    givenName,
    familyName,
    picture,
    emails: row.emails.map((email) => ({
      id: email.id,
      address: email.address,
      isVerified: email.isVerified,
      isPrimary: email.isPrimary,
      ...timesOf(email),
    })),
    username: username ? { id: username.id, username: username.username, ...timesOf(username) } : undefined,
    metadata: {
      public: objectIn(row.publicMetadata),
      private: objectIn(row.privateMetadata),
      unsafe: objectIn(row.unsafeMetadata),
    },
    identities: row.identities.map((identity) => ({
      id: identity.id,
      providerId: identity.providerId,
      subject: identity.subject,
      emailId: identity.emailId ?? undefined,
      ...timesOf(identity),
    })),
    ...timesOf(row),
  };
}

/** The columns of a user that can change; an empty part of the metadata is an empty object. */
export function userColumns(user: User) {
  const { name, givenName, familyName, picture, metadata, updateTime } = user;
  return {
    isNamed: isNamed(user),
    name,
    givenName,
    familyName,
    picture,
    publicMetadata: jsonColumn(metadata.public),
    privateMetadata: jsonColumn(metadata.private),
    unsafeMetadata: jsonColumn(metadata.unsafe),
    updatedAt: updateTime,
  };
}

/** The columns of an address. */
export function emailColumns({ id, address, isVerified, isPrimary, createTime, updateTime }: Email) {
  return { id, address, isVerified, isPrimary, createdAt: createTime, updatedAt: updateTime };
}

/** The columns of a username. */
export function usernameColumns({ id, username, createTime, updateTime }: Username) {
  return { id, username, createdAt: createTime, updatedAt: updateTime };
}

function timesOf({ createdAt, updatedAt }: Times) {
  return { createTime: createdAt, updateTime: updatedAt };
}

function objectIn(column: unknown): JsonObject {
  // The column holds JSON, and only objects were ever written to it.
  return (column ?? {}) as JsonObject;
}

/** Both sides mean JSON; Prisma's own type wants to know that no member is undefined. */
function jsonColumn(object: JsonObject): Prisma.InputJsonObject {
  return object as Prisma.InputJsonObject;
}
