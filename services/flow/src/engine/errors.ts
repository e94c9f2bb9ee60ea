/** Flow errors (flow-api.md section 17.9): the HTTP status and what it means. */
export const flowErrors = {
  technical_error: [500, "Something went wrong on our side. Please try again."],
  flow_expired_error: [410, "This conversation is too old. Please start again."],
  flow_discontinuity_error: [500, "There is no way to go on from here with these settings."],
  operation_not_permitted_error: [403, "This is not possible here or now."],
  form_data_invalid_error: [400, "Please check what you entered."],
  not_found: [404, "There is no such thing."],
  passcode_max_attempts_reached: [401, "The code was entered wrongly too often. Please ask for a new one."],
  passkey_invalid: [401, "The passkey was not accepted."],
  webauthn_credential_invalid_mfa_only: [401, "This security key serves as a second factor only."],
  platform_authenticator_required: [401, "This device lacks what the second factor needs."],
  rate_limit_exceeded: [429, "Too many attempts. Please wait a moment."],
  unauthorized: [401, "Please sign in first."],
  forbidden: [403, "This is switched off."],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type FlowErrorCode = keyof typeof flowErrors;

/** Errors at one input; always under the flow error form_data_invalid_error. */
export const inputErrors = {
  value_missing_error: "Please fill this in.",
  value_invalid_error: "This is not valid.",
  value_too_long_error: "This is too long.",
  value_too_short_error: "This is too short.",
  email_already_exists: "This address is in use.",
  username_already_exists: "This username is in use.",
  unknown_username_error: "There is no account with this username.",
  unknown_email_error: "There is no account with this address.",
  invalid_username_error: "Only letters, digits and underscores, please.",
  passcode_invalid: "The code is not right.",
  otp_code_invalid: "The code is not right.",
  otp_code_already_used: "This code was used already. Please wait for the next one.",
  invalid_metadata_error: "The metadata is not valid.",
} as const satisfies Record<string, string>;

export type InputErrorCode = keyof typeof inputErrors;
