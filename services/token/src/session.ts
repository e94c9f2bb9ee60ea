import { isUuid, problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";

/** A signed-in device of a user: what a token must be backed by to count. */
export interface Session {
  /** The token's session_id. */
  readonly id: string;
  readonly userId: string;
  readonly userAgent?: string;
  readonly ipAddress?: string;
  readonly createTime: Date;
  readonly updateTime: Date;
  readonly lastUseTime: Date;
  readonly expireTime: Date;
}

/** What a tenant's settings say of sessions; lengths of time are milliseconds. */
export interface SessionRules {
  readonly lifespan: number;
  /** Zero: sessions do not end for idleness. */
  readonly idle_timeout: number;
  readonly limit: number;
  readonly acquire_ip_address: boolean;
  readonly acquire_user_agent: boolean;
}

/** Uses closer together than this count as one, so that a busy session is not written all the time. */
export const USE_RESOLUTION_MS = 1_000;

/** A device; what is not known of it is undefined. */
export interface Device {
  readonly userAgent: string | undefined;
  readonly ipAddress: string | undefined;
}

/** Of the device that a request came from, what the settings let us keep. */
export function acquired(
  { userAgent, clientAddress }: { readonly userAgent?: string; readonly clientAddress: string },
  rules: SessionRules,
): Device {
  return {
    userAgent: rules.acquire_user_agent ? userAgent : undefined,
    ipAddress: (rules.acquire_ip_address && clientAddress) || undefined,
  };
}

/** A session that begins now. It ends on a full second, as its token does. */
export function newSession(
  ids: { readonly sessionId: string; readonly userId: string },
  device: Device,
  rules: SessionRules,
  now: Date,
): Session {
  if (!isUuid(ids.sessionId)) throw problem(Reason.ARGUMENT_INVALID, "session_id must be a UUID");
  if (!isUuid(ids.userId)) throw problem(Reason.ARGUMENT_INVALID, "user_id must be a UUID");

  return {
    id: ids.sessionId,
    userId: ids.userId,
    ...device,
    createTime: now,
    updateTime: now,
    lastUseTime: now,
    expireTime: new Date((toSeconds(now) + Math.floor(rules.lifespan / 1000)) * 1000),
  };
}

/** Whether a session was left alone for too long. */
export function isIdle({ lastUseTime }: Session, { idle_timeout }: SessionRules, now: Date): boolean {
  return idle_timeout > 0 && now.getTime() - lastUseTime.getTime() > idle_timeout;
}

/** When a session will have been left alone for too long; undefined when that does not count. */
export function idleExpireTime(session: Session, { idle_timeout }: SessionRules): Date | undefined {
  if (idle_timeout <= 0) return undefined;
  return new Date(Math.min(session.lastUseTime.getTime() + idle_timeout, session.expireTime.getTime()));
}

/** Whole seconds since 1970, as tokens count time (RFC 7519 section 2, NumericDate). */
export function toSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
