import { registerClientCapabilities } from "../actions/capabilities.ts";
import {
  continueToPasskeyRegistration,
  continueToPasswordRegistration,
  skipCredentials,
} from "../actions/credential-chooser.ts";
import { skipDeviceTrust, trustDevice } from "../actions/device-trust.ts";
import { continueWithLoginIdentifier } from "../actions/login-identifier.ts";
import { back, rememberMe } from "../actions/navigation.ts";
import { continueToPasscodeConfirmation, resendPasscode, verifyPasscode } from "../actions/passcode.ts";
import {
  generateChooserOptions,
  generateDiscoverableOptions,
  generateSecurityKeyOptions,
  verifyAssertionResponse,
} from "../actions/passkey-login.ts";
import {
  generatePasskeyCreationOptions,
  skipPasskey,
  verifyAttestationResponse,
} from "../actions/passkey-onboarding.ts";
import {
  continueToPasscodeConfirmationRecovery,
  continueToPasswordLogin,
  passwordLogin,
  passwordRecovery,
} from "../actions/password-login.ts";
import { registerPassword, skipPassword } from "../actions/password-onboarding.ts";
import { profileActions } from "../actions/profile/index.ts";
import { verifyProfileAttestation } from "../actions/profile/webauthn.ts";
import { registerLoginIdentifier } from "../actions/register-identifier.ts";
import { continueToLoginOtp, continueToLoginSecurityKey, otpCodeValidate } from "../actions/second-factor-login.ts";
import {
  continueToOtpSecretCreation,
  continueToSecurityKeyCreation,
  generateSecurityKeyCreationOptions,
  otpCodeVerify,
  showTotpSecret,
  skipSecondFactor,
} from "../actions/second-factor-onboarding.ts";
import { emailAddressSet, onboardingUsernameCreate, skipEmail, skipUsername } from "../actions/user-details.ts";
import { offerConditionalUi } from "../ceremonies.ts";
import type { State, StateName } from "../engine/types.ts";
import { sendPasscodeOnArrival } from "../passcode.ts";
import { showProfile } from "../profile.ts";
import { succeed } from "../success.ts";

/** All states with their actions: the table of flow-api.md section 7. Which flow has which is in flows/. */
export const states: Readonly<Record<StateName, State>> = {
  preflight: { actions: [registerClientCapabilities] },

  // Signing in.
  login_init: {
    arrive: offerConditionalUi,
    actions: [continueWithLoginIdentifier, generateDiscoverableOptions, verifyAssertionResponse, rememberMe],
  },
  login_passkey: { actions: [verifyAssertionResponse, back] },
  login_method_chooser: {
    actions: [continueToPasswordLogin, continueToPasscodeConfirmation, generateChooserOptions, back],
  },
  login_password: { actions: [passwordLogin, continueToPasscodeConfirmationRecovery, back] },
  login_password_recovery: { actions: [passwordRecovery] },
  passcode_confirmation: { arrive: sendPasscodeOnArrival, actions: [verifyPasscode, resendPasscode, back] },
  login_security_key: { actions: [generateSecurityKeyOptions, continueToLoginOtp] },
  login_otp: { actions: [otpCodeValidate, continueToLoginSecurityKey] },
  device_trust: { actions: [trustDevice, skipDeviceTrust, back] },

  // What is still missing.
  onboarding_username: { actions: [onboardingUsernameCreate, skipUsername] },
  onboarding_email: { actions: [emailAddressSet, skipEmail] },
  credential_onboarding_chooser: {
    actions: [continueToPasskeyRegistration, continueToPasswordRegistration, skipCredentials, back],
  },
  onboarding_create_passkey: { actions: [generatePasskeyCreationOptions, skipPasskey, back] },
  onboarding_verify_passkey_attestation: { actions: [verifyAttestationResponse, back] },
  password_creation: { actions: [registerPassword, skipPassword, back] },
  mfa_method_chooser: {
    actions: [continueToOtpSecretCreation, continueToSecurityKeyCreation, skipSecondFactor, back],
  },
  mfa_otp_secret_creation: { arrive: showTotpSecret, actions: [otpCodeVerify, back] },
  mfa_security_key_creation: { actions: [generateSecurityKeyCreationOptions, back] },

  // Registering.
  registration_init: { actions: [registerLoginIdentifier, rememberMe] },

  // The profile.
  profile_init: { arrive: showProfile, actions: profileActions },
  webauthn_credential_verification: { actions: [verifyProfileAttestation, back] },
  account_deleted: { actions: [] },

  // Ends.
  success: { arrive: succeed, actions: [] },
  error: { actions: [] },
};
