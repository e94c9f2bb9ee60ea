import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ClaimsSchema, SessionSchema } from "@signet/proto/token/v1/session";
import type { IssueSessionRequest } from "@signet/proto/token/v1/token_service";
import type { Claims, Subject } from "./claims.ts";
import type { Session } from "./session.ts";

/** A session as the service tells of it. */
export function sessionMessage(session: Session): MessageInitShape<typeof SessionSchema> {
  return {
    sessionId: session.id,
    userId: session.userId,
    userAgent: session.userAgent,
    ipAddress: session.ipAddress,
    createTime: timestampFromDate(session.createTime),
    updateTime: timestampFromDate(session.updateTime),
    expireTime: timestampFromDate(session.expireTime),
    lastUsedTime: timestampFromDate(session.lastUseTime),
  };
}

/** Claims as the service tells of them. */
export function claimsMessage(claims: Claims): MessageInitShape<typeof ClaimsSchema> {
  const { subject, sessionId, issueTime, expireTime, audience, issuer, email, username, amr, custom } = claims;
  return {
    subject,
    sessionId,
    issuedAt: issueTime && timestampFromDate(issueTime),
    expiration: timestampFromDate(expireTime),
    audience: [...audience],
    issuer,
    email: email && { address: email.address, isPrimary: email.is_primary, isVerified: email.is_verified },
    username,
    amr: [...amr],
    custom: Object.keys(custom).length > 0 ? custom : undefined,
  };
}

/** What a request says of the person who signs in. */
export function subjectOf({ email, username, amr }: Pick<IssueSessionRequest, "email" | "username" | "amr">): Subject {
  const claim = email && { address: email.address, is_primary: email.isPrimary, is_verified: email.isVerified };
  return { email: claim, username, amr };
}
