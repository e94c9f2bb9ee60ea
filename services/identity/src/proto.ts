import type { JsonObject, MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { UserSchema } from "@signet/proto/identity/v1/user";
import type { User } from "./user.ts";

/** A user as the proto says it. */
export function toProto(user: User): MessageInitShape<typeof UserSchema> {
  const { id, name, givenName, familyName, picture, metadata, username } = user;
  return {
    userId: id,
    emails: user.emails.map(({ id: emailId, address, isVerified, isPrimary, ...times }) => ({
      emailId,
      address,
      isVerified,
      isPrimary,
      ...timesOf(times),
    })),
    username: username && { usernameId: username.id, username: username.username, ...timesOf(username) },
    ...timesOf(user),
    name,
    givenName,
    familyName,
    picture,
    publicMetadata: unlessEmpty(metadata.public),
    privateMetadata: unlessEmpty(metadata.private),
    unsafeMetadata: unlessEmpty(metadata.unsafe),
    identities: user.identities.map(({ id: identityId, providerId, subject, emailId = "", ...times }) => ({
      identityId,
      providerId,
      subject,
      emailId,
      ...timesOf(times),
    })),
  };
}

function timesOf({ createTime, updateTime }: { readonly createTime: Date; readonly updateTime: Date }) {
  return { createTime: timestampFromDate(createTime), updateTime: timestampFromDate(updateTime) };
}

function unlessEmpty(part: JsonObject): JsonObject | undefined {
  return Object.keys(part).length > 0 ? part : undefined;
}
