import type { TenantSettings } from "@signet/config";

type CookieSettings = TenantSettings["session"]["cookie"];

const sameSites = { strict: "; SameSite=Strict", lax: "; SameSite=Lax", none: "; SameSite=None", "": "" } as const;

/** The cookie that carries a session token (public-rest.md 5.2). Without a maximal age it ends with the browser's session. */
export function sessionCookie({ session }: TenantSettings, token: string, maxAgeSeconds: number | undefined): string {
  const maxAge = maxAgeSeconds === undefined ? "" : `; Max-Age=${maxAgeSeconds}`;
  return `${session.cookie.name}=${token}; Path=/${domainOf(session.cookie)}${maxAge}${flagsOf(session.cookie)}`;
}

/** The same cookie, told to go. */
export function deletedSessionCookie(settings: TenantSettings): string {
  return sessionCookie(settings, "", 0);
}

/** The cookie by which a browser knows the address that it signs up with (public-rest.md 8.6). */
export function emailIdCookie({ session }: TenantSettings, emailId: string): string {
  const flags = flagsOf({ ...session.cookie, same_site: "none" });
  return `${EMAIL_ID_COOKIE}=${emailId}${domainOf(session.cookie)}${flags}`;
}

/** Its name. */
export const EMAIL_ID_COOKIE = "hanko_email_id";

/** The cookie by which a device is known that needs no second factor (flow-api.md 8.6). */
export function deviceTrustCookie({ mfa }: TenantSettings, value: string, maxAgeSeconds: number): string {
  return `${mfa.device_trust_cookie_name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; Secure; SameSite=None`;
}

/** The values of the cookies of a name, in order. A browser sends several where domains and paths overlap. */
export function cookieValues(header: string | undefined, name: string): readonly string[] {
  if (!header) return [];
  const prefix = `${name}=`;
  return header
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix))
    .map((pair) => pair.slice(prefix.length).replace(/^"(.*)"$/, "$1"));
}

function domainOf({ domain }: CookieSettings): string {
  return domain === "" ? "" : `; Domain=${domain}`;
}

function flagsOf({ http_only, secure, same_site }: CookieSettings): string {
  return `${http_only ? "; HttpOnly" : ""}${secure ? "; Secure" : ""}${sameSites[same_site]}`;
}
