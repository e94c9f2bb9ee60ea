import { z } from "zod";
import { bool, choice, duration, text, whole } from "../keys.ts";
import { cookieNameFault } from "./cookie-name.ts";

/** Second factors, and the devices that are trusted to skip them. */
export const mfa = z.object({
  enabled: bool(true, { env: "MFA_ENABLED", about: "Switches second factors on." }),
  optional: bool(true, {
    env: "MFA_OPTIONAL",
    about: "If false, a second factor must be set up when asked for and the last one cannot be removed.",
  }),
  acquire_on_registration: bool(true, {
    env: "MFA_ACQUIREONREGISTRATION",
    about: "Offers to set one up during registration.",
  }),
  acquire_on_login: bool(false, { env: "MFA_ACQUIREONLOGIN", about: "Offers to set one up during login." }),
  device_trust_policy: choice(["always", "prompt", "never"], "prompt", {
    env: "MFA_DEVICE_TRUST_POLICY",
    about: "Trusts devices silently, when the person agrees, or not at all.",
  }),
  device_trust_duration: duration("720h", {
    env: "MFA_DEVICETRUSTDURATION",
    about: "How long a trusted device skips the second factor.",
  }),
  device_trust_cookie_name: text("hanko-device-token", {
    env: "MFA_DEVICETRUSTCOOKIENAME",
    about: "Name of the cookie that marks a trusted device.",
    normalise: (name) => name || "hanko-device-token",
    check: cookieNameFault,
  }),
  device_trust_max_users_per_device: whole(20, {
    env: "MFA_DEVICETRUSTMAXUSERSPERDEVICE",
    about: "How many people may trust one browser; the oldest entry is dropped beyond it.",
  }),
  security_keys: z.object({
    enabled: bool(true, {
      env: "MFA_SECURITYKEYS_ENABLED",
      about: "Allows security keys as a second factor.",
    }),
    limit: whole(10, { env: "MFA_SECURITYKEYS_LIMIT", about: "The most security keys of one person." }),
    attestation_preference: choice(["direct", "indirect", "none"], "direct", {
      env: "MFA_SECURITYKEYS_ATTESTATION_PREFERENCE",
      about: "The attestation that is asked for when a key is made; no more than for passkeys.",
    }),
    authenticator_attachment: choice(["platform", "cross-platform", "no_preference"], "cross-platform", {
      env: "MFA_SECURITYKEYS_AUTHENTICATOR_ATTACHMENT",
      about: "The kind of authenticator that is asked for when a key is made.",
    }),
    user_verification: choice(["required", "preferred", "discouraged"], "discouraged", {
      env: "MFA_SECURITYKEYS_USER_VERIFICATION",
      about: "Whether the key must verify its owner.",
    }),
  }),
  totp: z.object({
    enabled: bool(true, { env: "MFA_TOTP_ENABLED", about: "Allows time-based codes as a second factor." }),
  }),
  recovery_codes: z.object({
    enabled: bool(false, {
      env: "MFA_RECOVERY_CODES_ENABLED",
      about: "Allows single-use recovery codes in place of a second factor.",
      own: true,
    }),
  }),
});
