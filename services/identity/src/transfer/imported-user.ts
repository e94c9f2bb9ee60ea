import { type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";
import { isUuid, problem, uuidv4 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { Email as EmailMessage, User as UserMessage } from "@signet/proto/identity/v1/user";
import { type Email, normaliseAddress } from "../email.ts";
import { assertMetadata } from "../metadata.ts";
import { namesOf } from "../names.ts";
import { type FederatedIdentity, isStorable, type User } from "../user.ts";
import { givenUsername, type Username } from "../username.ts";

/** Far above what people have; keeps hostile input from keeping us busy. */
const MOST = 100;
const LONGEST_SUBJECT = 255;

/** A user as they were elsewhere. What is not said is as of now; ids that are not said are fresh. */
export function importedUser(message: UserMessage, now: Date): User {
  const { userId, username, publicMetadata, privateMetadata, unsafeMetadata } = message;
  const metadata = { public: publicMetadata ?? {}, private: privateMetadata ?? {}, unsafe: unsafeMetadata ?? {} };
  assertMetadata(metadata);
  const emails = emailsOf(message.emails, now);
  return {
    id: idOf("user id", userId),
    ...namesOf(message),
    emails,
    username: username && usernameOf(username, now),
    metadata,
    identities: identitiesOf(message, emails, now),
    createTime: timeOf(message.createTime) ?? now,
    updateTime: timeOf(message.updateTime) ?? now,
  };
}

function emailsOf(said: readonly EmailMessage[], now: Date): readonly Email[] {
  assertFew("addresses", said);
  const primaries = said.filter(({ isPrimary }) => isPrimary).length;
  if (said.length > 0 && primaries !== 1)
    throw invalid(`exactly one address must be the primary one, not ${primaries}`);
  const emails = said.map(({ emailId, address, isVerified, isPrimary, createTime, updateTime }, index) => {
    // Made a millisecond apart, so that "oldest first" keeps the order in which they were given.
    const created = timeOf(createTime) ?? new Date(now.getTime() + index);
    return {
      id: emailId === "" ? uuidv4() : idOf("id of an address", emailId),
      address: normaliseAddress(address),
      isVerified,
      isPrimary,
      createTime: created,
      updateTime: timeOf(updateTime) ?? created,
    };
  });
  const twin = emails.find(({ address }, index) => emails.findIndex((other) => other.address === address) < index);
  if (twin) throw invalid(`the address "${twin.address}" is there twice`);
  return emails;
}

function usernameOf(said: NonNullable<UserMessage["username"]>, now: Date): Username {
  const id = said.usernameId === "" ? uuidv4() : idOf("id of the username", said.usernameId);
  if (said.username === "") throw invalid("the username is empty");
  const createTime = timeOf(said.createTime) ?? now;
  return { ...givenUsername(id, said.username, createTime), updateTime: timeOf(said.updateTime) ?? createTime };
}

function identitiesOf({ identities }: UserMessage, emails: readonly Email[], now: Date): readonly FederatedIdentity[] {
  assertFew("identities", identities);
  return identities.map(({ identityId, providerId, subject, emailId, createTime, updateTime }) => {
    for (const text of [providerId, subject]) {
      if (text === "" || [...text].length > LONGEST_SUBJECT || /\p{Cc}/u.test(text)) {
        throw invalid(`an identity needs a provider and a subject of at most ${LONGEST_SUBJECT} visible characters`);
      }
    }
    if (emailId !== "" && !emails.some(({ id }) => id === emailId.toLowerCase())) {
      throw invalid("an identity hangs on an address that the user does not have");
    }
    const created = timeOf(createTime) ?? now;
    return {
      id: identityId === "" ? uuidv4() : idOf("id of an identity", identityId),
      providerId,
      subject,
      emailId: emailId === "" ? undefined : emailId.toLowerCase(),
      createTime: created,
      updateTime: timeOf(updateTime) ?? created,
    };
  });
}

function idOf(what: string, text: string): string {
  const id = text.toLowerCase();
  if (!isUuid(id)) throw invalid(`the ${what} must be a UUID`);
  return id;
}

function timeOf(timestamp: Timestamp | undefined): Date | undefined {
  const time = timestamp && timestampDate(timestamp);
  if (time && !isStorable(time)) throw invalid("a time must be one of our calendar");
  return time;
}

function assertFew(what: string, list: readonly unknown[]): void {
  if (list.length > MOST) throw invalid(`a user has at most ${MOST} ${what}`);
}

function invalid(message: string): Error {
  return problem(Reason.ARGUMENT_INVALID, message);
}
