import type { MessageInitShape } from "@bufbuild/protobuf";
import type { User } from "@signet/proto/identity/v1/user";
import type { IssueSessionRequestSchema } from "@signet/proto/token/v1/token_service";
import { uuidv4 } from "./ids.ts";

type SessionRequest = Exclude<MessageInitShape<typeof IssueSessionRequestSchema>, { readonly $typeName: string }>;

/** Asks for a session of a user: what its token says of them, and what templates may read. */
export function sessionRequestFor(user: User): SessionRequest {
  const { userId, username, name, givenName, familyName, picture, publicMetadata, unsafeMetadata } = user;
  const email = user.emails.find(({ isPrimary }) => isPrimary);
  return {
    sessionId: uuidv4(),
    userId,
    email: email && { address: email.address, isPrimary: true, isVerified: email.isVerified },
    username: username?.username,
    templateUser: { name, givenName, familyName, picture, publicMetadata, unsafeMetadata },
  };
}
