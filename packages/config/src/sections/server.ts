import { z } from "zod";
import { cidrFault } from "../cidr.ts";
import { address, bool, choice, optionalAddress, text, texts, whole } from "../keys.ts";

/** Where the gateway listens, and whom it believes about a client's address. */
export const server = z.object({
  public: z.object({
    address: address(":8000", { env: "SERVER_PUBLIC_ADDRESS", about: "Listen address of the public API." }),
    classic: bool(true, {
      env: "SERVER_PUBLIC_CLASSIC",
      about: "Whether the public API also has the single calls that clients older than flows make.",
      own: true,
    }),
  }),
  admin: z.object({
    address: address(":8001", { env: "SERVER_ADMIN_ADDRESS", about: "Listen address of the admin API." }),
    auth: choice(["api_key", "none"], "api_key", {
      env: "SERVER_ADMIN_AUTH",
      about: "What the admin API asks of its callers: an API key, or nothing. On loopback it asks nothing in any case.",
      own: true,
    }),
  }),
  management: z.object({
    address: address(":8002", {
      env: "SERVER_MANAGEMENT_ADDRESS",
      about: "Listen address of the management API, which only multi-tenancy has.",
    }),
  }),
  ip: z.object({
    extractor: choice(["direct", "x_forwarded_for", "x_real_ip"], "direct", {
      env: "SERVER_IP_EXTRACTOR",
      about: "Where a client's address is read, for limits, logs and sessions.",
      emptyMeans: "direct",
    }),
    trusted_proxies: texts([], {
      env: "SERVER_IP_TRUSTEDPROXIES",
      about: "Proxies whose headers are believed; required unless addresses are read directly.",
      allowed: "networks such as `10.20.0.0/16`",
      check: cidrFault,
    }),
  }),
  rpc: z.object({
    address: optionalAddress("", {
      env: "SERVER_RPC_ADDRESS",
      about: "A listener for typed calls of back ends, which show API keys; empty means none.",
      own: true,
    }),
  }),
  authentication: z.object({
    address: optionalAddress("", {
      env: "SERVER_AUTHENTICATION_ADDRESS",
      about: "A listener for the Authentication API alone; empty means that the public one serves it.",
      own: true,
    }),
    path_prefix: text("", {
      env: "SERVER_AUTHENTICATION_PATH_PREFIX",
      about: "The path before /v1/webauthn at which clients reach the Authentication API, as they sign it.",
      allowed: "a path such as `/hanko`, without a slash at its end",
      check: (value) => (value === "" || /^(\/[\w.~-]+)+$/.test(value) ? undefined : "must be a path such as /hanko"),
      own: true,
    }),
  }),
  passkeys: z.object({
    address: optionalAddress("", {
      env: "SERVER_PASSKEYS_ADDRESS",
      about: "A listener for the passkey API alone; empty means that the public one serves it.",
      own: true,
    }),
  }),
  body_limit: whole(262144, {
    env: "SERVER_BODY_LIMIT",
    about: "The largest request body that is read, in bytes.",
    min: 1024,
    own: true,
  }),
});
