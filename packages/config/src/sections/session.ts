import { z } from "zod";
import { anyMap, bool, choice, duration, text, texts, whole } from "../keys.ts";
import { cookieNameFault } from "./cookie-name.ts";

/** Sessions: how long they last, what they remember, and what the token and its cookie look like. */
export const session = z.object({
  lifespan: duration("12h", {
    env: "SESSION_LIFESPAN",
    about: "Life of the token, the stored session and the cookie.",
    min: "1s",
    noNumber: true,
  }),
  idle_timeout: duration("0m", {
    env: "SESSION_IDLE_TIMEOUT",
    about: "Ends sessions that were not used for this long; 0 switches it off.",
    noNumber: true,
    lenient: true,
  }),
  limit: whole(5, { env: "SESSION_LIMIT", about: "The most sessions of one person; older ones end at login.", min: 1 }),
  audience: texts([], { env: "SESSION_AUDIENCE", about: "The `aud` claim; empty means the relying party's id." }),
  issuer: text("", { env: "SESSION_ISSUER", about: "The `iss` claim; left out when empty." }),
  enable_auth_token_header: bool(false, {
    env: "SESSION_ENABLE_AUTH_TOKEN_HEADER",
    about: "Returns the token in `X-Auth-Token` too, for pages on another domain.",
  }),
  allow_revocation: bool(true, { env: "SESSION_ALLOWREVOCATION", about: "People may end their own sessions." }),
  acquire_ip_address: bool(true, {
    env: "SESSION_ACQUIREIPADDRESS",
    about: "Stores the client's address with the session.",
  }),
  acquire_user_agent: bool(true, {
    env: "SESSION_ACQUIREUSERAGENT",
    about: "Stores the user agent with the session.",
  }),
  show_on_profile: bool(true, { env: "SESSION_SHOWONPROFILE", about: "Lists sessions in the profile." }),
  cookie: z.object({
    name: text("hanko", {
      env: "SESSION_COOKIE_NAME",
      about: "Name of the session cookie.",
      normalise: (name) => name || "hanko",
      check: cookieNameFault,
    }),
    domain: text("", { env: "SESSION_COOKIE_DOMAIN", about: "Domain attribute; left out when empty." }),
    http_only: bool(true, { env: "SESSION_COOKIE_HTTP_ONLY", about: "HttpOnly attribute." }),
    same_site: choice(["strict", "lax", "none", ""], "strict", {
      env: "SESSION_COOKIE_SAME_SITE",
      about: "SameSite attribute; left out when empty.",
    }),
    secure: bool(true, { env: "SESSION_COOKIE_SECURE", about: "Secure attribute." }),
    retention: choice(["session", "persistent", "prompt"], "persistent", {
      env: "SESSION_COOKIE_RETENTION",
      about: "Whether the cookie outlives the browser; `prompt` lets the person decide.",
    }),
  }),
  jwt_template: z.object({
    claims: anyMap({
      about: "Further claims of the token, computed from the account; nested maps and lists are allowed.",
      allowed: "values, and texts with templates such as `{{ .User.Username }}`",
    }),
  }),
  algorithm: choice(["ES256", "RS256"], "ES256", {
    env: "SESSION_ALGORITHM",
    about: "How tokens are signed; `RS256` is for verifiers that insist on it.",
    own: true,
  }),
  rotate_keys_after: duration("2160h", {
    env: "SESSION_ROTATE_KEYS_AFTER",
    about: "How long a signing key signs; the next one is published a day before.",
    min: "48h",
    own: true,
  }),
});
