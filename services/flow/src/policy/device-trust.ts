import type { TenantSettings } from "@signet/config";
import type { Possessions } from "../engine/memory.ts";

/** One user's token in the device trust cookie. */
export interface TrustEntry {
  readonly userId: string;
  readonly token: string;
}

/** Whether a login ends with the question to trust this device (flow-api.md section 8.6). */
export function asksForDeviceTrust(facts: {
  readonly settings: Pick<TenantSettings, "mfa">;
  readonly has: Possessions;
  readonly loginMethod: string | undefined;
  readonly deviceIsTrusted: boolean;
}): boolean {
  const { mfa } = facts.settings;
  const hasSecondFactor = Boolean(facts.has.securityKey || facts.has.otp);
  return (
    mfa.enabled &&
    mfa.device_trust_policy === "prompt" &&
    facts.loginMethod !== "passkey" &&
    hasSecondFactor &&
    !facts.deviceIsTrusted
  );
}

/** Whether the end of a login makes this device a trusted one. */
export function trustsDevice(settings: Pick<TenantSettings, "mfa">, userSaidSo: boolean): boolean {
  const policy = settings.mfa.device_trust_policy;
  return policy === "always" || (policy === "prompt" && userSaidSo);
}

/** The tokens in a cookie that may be the user's: their entry, or the one bare token of an old cookie. */
export function tokenFor(cookie: string, userId: string): string | undefined {
  if (cookie === "") return undefined;
  if (!cookie.includes(":") && !cookie.includes("|")) return cookie;
  return entriesOf(cookie).find((entry) => entry.userId === userId)?.token;
}

/** The cookie with the user's new token in front, one entry per user, at most `limit` of them. */
export function withToken(cookie: string, entry: TrustEntry, limit: number): string {
  const others = entriesOf(cookie).filter(({ userId }) => userId !== entry.userId);
  return [entry, ...others]
    .slice(0, Math.max(limit, 1))
    .map(({ userId, token }) => `${userId}:${token}`)
    .join("|");
}

function entriesOf(cookie: string): TrustEntry[] {
  return cookie.split("|").flatMap((part) => {
    const [userId, token, ...rest] = part.split(":");
    return userId && token && rest.length === 0 ? [{ userId, token }] : [];
  });
}
