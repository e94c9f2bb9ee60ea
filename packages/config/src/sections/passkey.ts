import { z } from "zod";
import { bool, choice, whole } from "../keys.ts";

const acquisition = ["always", "conditional", "never"] as const;

/** Passkeys. */
export const passkey = z.object({
  enabled: bool(true, { env: "PASSKEY_ENABLED", about: "Switches passkeys on." }),
  optional: bool(true, {
    env: "PASSKEY_OPTIONAL",
    about: "If false, a passkey must be made when asked for and the last one cannot be removed.",
  }),
  acquire_on_registration: choice(acquisition, "always", {
    env: "PASSKEY_ACQUIRE_ON_REGISTRATION",
    about: "When registration offers a passkey; `conditional` means only in place of a password.",
  }),
  acquire_on_login: choice(acquisition, "always", {
    env: "PASSKEY_ACQUIRE_ON_LOGIN",
    about: "When login offers a passkey to those who have none.",
  }),
  attestation_preference: choice(["direct", "indirect", "none"], "direct", {
    env: "PASSKEY_ATTESTATION_PREFERENCE",
    about: "The attestation that is asked for when a passkey is made.",
  }),
  user_verification: choice(["required", "preferred", "discouraged"], "preferred", {
    env: "PASSKEY_USER_VERIFICATION",
    about: "Whether the authenticator must verify its owner.",
  }),
  limit: whole(10, { env: "PASSKEY_LIMIT", about: "The most passkeys of one person." }),
});
