import type { Duration } from "@bufbuild/protobuf/wkt";
import type { TenantSettings } from "@signet/config";
import type { Effects, IssuedSession } from "@signet/proto/flow/v1/flow_service";
import { deletedSessionCookie, deviceTrustCookie, sessionCookie } from "./cookies.ts";
import type { Beside } from "./http/answer.ts";

/** What a client has to remember or forget, as headers and cookies (public-rest.md 5.2, flow-api.md 8.6 and 17.8). */
export function effectsOf(effects: Effects | undefined, settings: TenantSettings): Beside | undefined {
  if (!effects) return undefined;
  const { session, clearSession, deviceTrust, deviceTrustMaxAge } = effects;
  const cookies = [];
  if (clearSession && !session) cookies.push(deletedSessionCookie(settings));
  if (deviceTrust !== "") cookies.push(deviceTrustCookie(settings, deviceTrust, secondsOf(deviceTrustMaxAge)));

  const handed = session && handedOver(session, settings);
  const retention = session && { "x-session-retention": session.persistent ? "persistent" : "session" };
  return { headers: { ...handed?.headers, ...retention }, cookies: [...(handed?.cookies ?? []), ...cookies] };
}

/** A new session as a header or a cookie. */
export function handedOver(session: IssuedSession, settings: TenantSettings): Required<Beside> {
  const lifetime = { "x-session-lifetime": String(secondsOf(session.lifespan)) };
  return settings.session.enable_auth_token_header
    ? { headers: { ...lifetime, "x-auth-token": session.token }, cookies: [] }
    : { headers: lifetime, cookies: [issuedCookie(session, settings)] };
}

function issuedCookie({ token, lifespan, persistent }: IssuedSession, settings: TenantSettings): string {
  return sessionCookie(settings, token, persistent ? secondsOf(lifespan) : undefined);
}

function secondsOf(duration: Duration | undefined): number {
  return Number(duration?.seconds ?? 0n);
}
