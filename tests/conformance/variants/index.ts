import { credentialVariants } from "./credentials.ts";
import { signInVariants } from "./sign-in.ts";
import type { Variants } from "./situation.ts";

const withoutInput = [
  "account_delete",
  "back",
  "continue_to_login_otp",
  "continue_to_login_security_key",
  "continue_to_otp_secret_creation",
  "continue_to_passcode_confirmation",
  "continue_to_passcode_confirmation_recovery",
  "continue_to_passkey_registration",
  "continue_to_password_login",
  "continue_to_password_registration",
  "continue_to_security_key_creation",
  "otp_secret_delete",
  "password_delete",
  "resend_passcode",
  "security_key_create",
  "skip",
  "trust_device",
  "username_delete",
  "webauthn_credential_create",
  "webauthn_generate_creation_options",
  "webauthn_generate_request_options",
];

/** For each action the inputs worth trying. */
export const variants: Readonly<Record<string, Variants>> = {
  ...signInVariants,
  ...credentialVariants,
  ...Object.fromEntries(withoutInput.map((action) => [action, { go: () => ({}) }])),
};
