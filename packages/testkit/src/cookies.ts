/** The cookies that a client holds for one server, by name. */
export type Cookies = Map<string, string>;

/** Takes over what the `Set-Cookie` lines of an answer set or delete, as a browser would. */
export function storeCookies(cookies: Cookies, setCookie: readonly string[], now = new Date()): void {
  for (const line of setCookie) {
    const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
    const split = pair.indexOf("=");
    if (split < 1) continue;
    const name = pair.slice(0, split);
    if (isExpired(attributes, now)) cookies.delete(name);
    else cookies.set(name, pair.slice(split + 1));
  }
}

/** The `Cookie` header, or nothing where there is no cookie. */
export function cookieHeader(cookies: Cookies): string | undefined {
  if (cookies.size === 0) return undefined;
  return [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}

// Max-Age wins over Expires (RFC 6265 §5.3).
function isExpired(attributes: readonly string[], now: Date): boolean {
  const maxAge = attribute(attributes, "max-age");
  if (maxAge !== undefined) return Number(maxAge) <= 0;
  const expires = attribute(attributes, "expires");
  return expires !== undefined && Date.parse(expires) <= now.getTime();
}

function attribute(attributes: readonly string[], name: string): string | undefined {
  const found = attributes.find((each) => each.toLowerCase().startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}
