import type { JsonObject } from "@bufbuild/protobuf";
import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { type Email, firstEmails, type NewEmail } from "./email.ts";
import { type Names, namesOf } from "./names.ts";
import { givenUsername, type Username } from "./username.ts";

/** A person who can sign in. Holds no secrets. */
export interface User extends Names {
  readonly id: string;
  /** Oldest first; exactly one is primary when there are any. */
  readonly emails: readonly Email[];
  readonly username: Username | undefined;
  readonly metadata: Metadata;
  readonly identities: readonly FederatedIdentity[];
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** What the operator and the user keep with the account; an empty object where nothing is kept. */
export interface Metadata {
  /** Readable by the user, written by the operator. */
  readonly public: JsonObject;
  /** Never shown to the user. */
  readonly private: JsonObject;
  /** Readable and writable by the user. */
  readonly unsafe: JsonObject;
}

/** The user's account at another provider. */
export interface FederatedIdentity {
  readonly id: string;
  readonly providerId: string;
  readonly subject: string;
  readonly emailId: string | undefined;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** What is said of a user who comes to be. */
export interface NewUser extends Names {
  readonly id: string;
  readonly emails: readonly NewEmail[];
  /** Id for the username and the username itself; empty for none. */
  readonly usernameId: string;
  readonly username: string;
  /** Now, when absent: users that move in bring their age along. */
  readonly createTime: Date | undefined;
}

/** A new user with normal addresses and names. */
export function newUser(said: NewUser, now: Date): User {
  const { id, usernameId, username, createTime = now } = said;
  if (!isStorable(createTime)) throw problem(Reason.ARGUMENT_INVALID, "create_time must be a time of our calendar");
  return {
    id,
    ...namesOf(said),
    emails: firstEmails(said.emails, now),
    username: username === "" ? undefined : givenUsername(usernameId, username, now),
    metadata: { public: {}, private: {}, unsafe: {} },
    identities: [],
    createTime,
    updateTime: now,
  };
}

/** Whether there is anything by which to call a user; lists leave out who has neither an address nor a username. */
export function isNamed({ emails, username }: User): boolean {
  return emails.length > 0 || username !== undefined;
}

/** Whether two users came from one request: the caller's ids say so, and what they name is the same. */
export function isSameRequest(a: User, b: User): boolean {
  const signature = ({ id, emails, username }: User) =>
    JSON.stringify([id, username?.username, emails.map(({ id, address }) => [id, address]).sort()]);
  return signature(a) === signature(b);
}

/** Both databases can keep the years of four digits. */
export function isStorable(time: Date): boolean {
  const year = time.getUTCFullYear();
  return year >= 1000 && year <= 9999;
}
