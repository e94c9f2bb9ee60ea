import type { Session } from "@signet/proto/token/v1/session";
import { rfc3339 } from "./time.ts";

/** A session as operators and webhooks see it (admin-rest.md 3.3): what was not acquired is null. */
export function adminSessionJson(session: Session) {
  const { createTime, updateTime, expireTime, lastUsedTime } = session;
  return {
    id: session.sessionId,
    user_id: session.userId,
    user_agent: session.userAgent ?? null,
    ip_address: session.ipAddress || null,
    created_at: createTime && rfc3339(createTime),
    updated_at: updateTime && rfc3339(updateTime),
    expires_at: expireTime ? rfc3339(expireTime) : null,
    last_used: lastUsedTime && rfc3339(lastUsedTime),
  };
}
