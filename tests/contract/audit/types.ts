/** The types of section 15.3 of admin-rest.md, in its order. */
export const types: readonly string[] = [
  ...["user_created", "user_deleted", "user_logged_out"],
  ...["email_created", "email_verified", "email_deleted", "primary_email_changed"],
  ...["password_set_succeeded", "password_set_failed", "password_login_succeeded", "password_login_failed"],
  ...["passcode_login_init_succeeded", "passcode_login_init_failed"],
  ...["passcode_login_final_succeeded", "passcode_login_final_failed"],
  ...["webauthn_registration_init_succeeded", "webauthn_registration_init_failed"],
  ...["webauthn_registration_final_succeeded", "webauthn_registration_final_failed"],
  ...["webauthn_authentication_init_succeeded", "webauthn_authentication_init_failed"],
  ...["webauthn_authentication_final_succeeded", "webauthn_authentication_final_failed"],
  ...["webauthn_credential_updated", "webauthn_credential_deleted"],
  ...["thirdparty_signup_succeeded", "thirdparty_signin_succeeded", "thirdparty_linking_succeeded"],
  "thirdparty_signin_signup_failed",
  ...["token_exchange_succeeded", "token_exchange_failed"],
  ...["login_success", "login_failure", "otp_created", "passkey_created", "security_key_created", "passkey_deleted"],
  ...["username_changed", "username_deleted", "password_changed", "password_deleted", "security_notification_sent"],
];

/** The types of section 2.8 of authentication-api.md: the log that each relying party has of its own. */
export const relyingPartyTypes: readonly string[] = [
  ...["webauthn_registration", "webauthn_authentication", "webauthn_transaction", "mfa_registration"].flatMap(ends),
  ...ends("mfa_authentication"),
  ...["webauthn_credential_updated", "webauthn_credential_deleted"],
];

/** Types that nothing can cause yet, and why. */
export const later: Readonly<Record<string, string>> = {
  thirdparty_signup_succeeded: "written by the callbacks of OAuth and SAML, which are not served yet",
  thirdparty_signin_succeeded: "likewise",
  thirdparty_linking_succeeded: "likewise",
  thirdparty_signin_signup_failed: "likewise",
};

function ends(ceremony: string): string[] {
  return ["init", "final"].flatMap((step) => ["succeeded", "failed"].map((end) => `${ceremony}_${step}_${end}`));
}
