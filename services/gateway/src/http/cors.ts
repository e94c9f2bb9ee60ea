import type { TenantSettings } from "@signet/config";
import { wildcard } from "./wildcard.ts";

/** The headers of an answer by name. */
type Headers = Readonly<Record<string, string>>;

/** The settings that CORS looks at. */
export type CorsSettings = Pick<TenantSettings, "cors"> & {
  /** Without sessions there is no header of ours to read. */
  readonly session?: Pick<TenantSettings["session"], "enable_auth_token_header">;
};

/** What a browser asks, as far as CORS is concerned. */
export interface CorsQuestion {
  readonly method: string;
  readonly origin?: string;
  readonly requestHeaders?: string;
}

const LONGEST_ORIGIN = 512;
const EXPOSED =
  "Retry-After,X-RateLimit-Limit,X-RateLimit-Remaining,X-RateLimit-Reset,X-Session-Lifetime,X-Session-Retention";
const METHODS = "GET,POST,PUT,PATCH,DELETE,OPTIONS";
const VARY = { vary: "Origin" };
const VARY_PREFLIGHT = { vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers" };

/**
 * Tells which CORS headers an answer carries (public-rest.md 2). A foreign or absent origin gets none, and its request is
 * served all the same: keeping pages from reading the answer is the browser's part.
 */
export function corsOf({ cors, session }: CorsSettings): (question: CorsQuestion) => Headers {
  const isAllowed = originMatcher(cors);
  const exposed = session && {
    "access-control-expose-headers": session.enable_auth_token_header ? `${EXPOSED},X-Auth-Token` : EXPOSED,
  };

  return ({ method, origin, requestHeaders }) => {
    if (origin === undefined || !isAllowed(origin)) return VARY;
    const allowed = { "access-control-allow-origin": origin, "access-control-allow-credentials": "true" };
    if (method !== "OPTIONS") return { ...VARY, ...allowed, ...exposed };
    return {
      ...VARY_PREFLIGHT,
      ...allowed,
      "access-control-allow-methods": METHODS,
      "access-control-max-age": "7200",
      ...(requestHeaders && { "access-control-allow-headers": requestHeaders }),
    };
  };
}

/** Entries may hold `*` for any run of characters and `?` for one. */
function originMatcher({ allow_origins, unsafe_wildcard_origin_allowed }: TenantSettings["cors"]) {
  // A bare * lets any page act for a signed-in person, so it counts with the switch that says so only; so does no entry.
  if (unsafe_wildcard_origin_allowed && (allow_origins.length === 0 || allow_origins.includes("*"))) return () => true;

  const entries = allow_origins.filter((entry) => entry !== "*");
  const exact = new Set(entries.filter((entry) => !/[*?]/.test(entry)));
  const patterns = entries.filter((entry) => /[*?]/.test(entry)).map(wildcard);
  return (origin: string) =>
    exact.has(origin) || (origin.length <= LONGEST_ORIGIN && patterns.some((matches) => matches(origin)));
}
