import { listOf, rfc3339, textOf } from "@signet/json";
import type { SessionList } from "@signet/proto/flow/v1/flow";
import type { Claims, Session } from "@signet/proto/token/v1/session";
import { userAgentName } from "./user-agent.ts";

/** The sessions of a profile (flow-api.md 16.8). */
export function sessionsJson({ sessions, currentSessionId }: SessionList) {
  return sessions.map((session) => sessionJson(session, session.sessionId === currentSessionId));
}

function sessionJson(session: Session, current: boolean) {
  const { userAgent, createTime, expireTime, lastUsedTime } = session;
  return {
    id: session.sessionId,
    user_agent_raw: userAgent,
    user_agent: userAgent === undefined ? undefined : userAgentName(userAgent),
    ip_address: textOf(session.ipAddress),
    current,
    created_at: createTime && rfc3339(createTime),
    expires_at: expireTime && rfc3339(expireTime),
    last_used: lastUsedTime && rfc3339(lastUsedTime),
  };
}

/** What a session token says (flow-api.md 16.9). Custom claims stand beside the others and win over them. */
export function claimsJson(claims: Claims) {
  const { issuedAt, expiration, email } = claims;
  return {
    subject: claims.subject,
    issued_at: issuedAt && rfc3339(issuedAt),
    expiration: expiration && rfc3339(expiration),
    audience: listOf(claims.audience),
    issuer: textOf(claims.issuer),
    session_id: claims.sessionId,
    email: email && { address: email.address, is_primary: email.isPrimary, is_verified: email.isVerified },
    username: textOf(claims.username),
    amr: listOf(claims.amr),
    ...claims.custom,
  };
}
