import type { JsonValue } from "@bufbuild/protobuf";

/** What a conversation remembers. Everything is plain JSON; secrets are hashed or sealed before they come here. */
export interface FlowData {
  // What the client's device can do (preflight).
  readonly webauthnAvailable?: boolean;
  readonly conditionalMediationAvailable?: boolean;
  readonly platformAuthenticatorAvailable?: boolean;
  readonly rememberMe?: boolean;

  // Who it is about, as far as known.
  /** As entered: the key of rate limits. */
  readonly identifier?: string;
  readonly email?: string;
  readonly username?: string;
  /** In a registration: reserved, not created yet. */
  readonly userId?: string;
  readonly emailId?: string;
  /** What the user has; per-conversation memory, not live (flow-api.md section 1). */
  readonly has?: Possessions;

  // How they proved it.
  readonly loginMethod?: LoginMethod;
  readonly mfaMethod?: MfaMethod;
  /** The onboarding after the first factor was scheduled; happens once. */
  readonly onboardingScheduled?: true;
  readonly recoveryPending?: true;
  readonly deviceTrusted?: true;

  // A code on its way.
  readonly passcodeTemplate?: PasscodeTemplate;
  readonly passcode?: SentPasscode;
  /** The address that a code proved, bound to that address (quirk Q15). */
  readonly verifiedEmail?: string;
  /** An address entered while signing in or in the profile, to be stored once proven. */
  readonly pendingEmail?: string;

  // A WebAuthn ceremony in progress, as JSON of signet.credential.v1.Ceremony.
  readonly authentication?: JsonValue;
  readonly registration?: { readonly ceremony: JsonValue; readonly use: "passkey" | "security_key" };
  readonly totpSecret?: string;

  // What a registration collected, stored at its end.
  /** JSON of signet.credential.v1.WebauthnCredential. */
  readonly newCredentials?: readonly JsonValue[];
  readonly newPasswordHash?: string;
  readonly newTotp?: { readonly sealedSecret: string; readonly step: string };
}

/** What a user has to sign in with. */
export interface Possessions {
  readonly password?: boolean;
  readonly passkey?: boolean;
  readonly securityKey?: boolean;
  /** Any WebAuthn credential. */
  readonly webauthn?: boolean;
  readonly otp?: boolean;
  readonly email?: boolean;
  readonly username?: boolean;
}

export type LoginMethod = "password" | "passkey" | "passcode" | "third_party";
export type MfaMethod = "totp" | "security_key";
export type PasscodeTemplate =
  | "login"
  | "recovery"
  | "email_verification"
  | "email_login_attempted"
  | "email_registration_attempted";

/** The last code sent in this conversation. Survives `back`, so that going back and forth sends no second mail. */
export interface SentPasscode {
  readonly id: string;
  readonly address: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
  /** Used up or over its tries: the next arrival sends a new one. */
  readonly spent?: true;
}

/** Adds to what the user is known to have. */
export function gained(data: FlowData, more: Possessions): FlowData {
  return { ...data, has: { ...data.has, ...more } };
}
