import { cookieValues } from "./cookies.ts";
import type { Exchange } from "./http/exchange.ts";

/** More candidates than a browser ever sends; each costs a signature check. */
const MOST_CANDIDATES = 4;

/** The tokens that a request presents, in the order in which they count: bearer first, then cookies (public-rest.md 5.1). */
export function sessionTokens({ incoming, settings }: Exchange): string[] {
  const { authorization, cookie } = incoming.headers;
  const bearer = /^\s*bearer\s+(\S+)\s*$/i.exec(authorization ?? "")?.[1];
  const fromCookies = cookieValues(cookie, settings.session.cookie.name).filter((value) => value !== "");
  return [...(bearer ? [bearer] : []), ...fromCookies].slice(0, MOST_CANDIDATES);
}
