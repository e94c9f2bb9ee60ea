import type { TenantSettings } from "@signet/config";
import { WebauthnUse } from "@signet/proto/credential/v1/credential";

/** What a credential is for: a first factor, or a second factor only. */
export type Use = "passkey" | "security-key";

/** Whether the authenticator has to verify its owner (WebAuthn Level 3 section 5.8.6). */
export type UserVerification = "required" | "preferred" | "discouraged";

/** What the settings ask of credentials of one use. */
export interface Policy {
  readonly userVerification: UserVerification;
  readonly attestation: "direct" | "indirect" | "none";
  /** The kind of authenticator to ask for; undefined for any. */
  readonly attachment: "platform" | "cross-platform" | undefined;
  readonly discoverable: boolean;
  readonly timeouts: { readonly registration: number; readonly login: number };
}

/** Who asks for credentials, and from which pages. */
export interface RelyingParty {
  readonly id: string;
  readonly name: string;
  readonly origins: readonly string[];
}

/** Browsers wait no longer than this for an authenticator that need not verify anybody. */
const UNVERIFIED_TIMEOUT_MS = 120_000;

/** The policy for a use under a tenant's settings. */
export function policyOf(use: Use, { passkey, mfa, webauthn }: TenantSettings): Policy {
  const { userVerification, ...rest }: Omit<Policy, "timeouts"> =
    use === "passkey"
      ? {
          userVerification: passkey.user_verification,
          attestation: passkey.attestation_preference,
          attachment: undefined,
          discoverable: true,
        }
      : {
          userVerification: mfa.security_keys.user_verification,
          attestation: sparser(passkey.attestation_preference, mfa.security_keys.attestation_preference),
          attachment: attachmentOf(mfa.security_keys.authenticator_attachment),
          discoverable: false,
        };
  const { registration, login } = webauthn.timeouts;
  const timeouts =
    userVerification === "discouraged"
      ? { registration: UNVERIFIED_TIMEOUT_MS, login: UNVERIFIED_TIMEOUT_MS }
      : { registration, login };
  return { ...rest, userVerification, timeouts };
}

/** The relying party of a tenant. */
export function relyingPartyOf({ webauthn }: TenantSettings): RelyingParty {
  const { id, display_name: name, origins } = webauthn.relying_party;
  return { id, name, origins };
}

/** The use that a caller names; a passkey unless told otherwise. */
export function useFrom(use: WebauthnUse): Use {
  return use === WebauthnUse.SECURITY_KEY ? "security-key" : "passkey";
}

const attestations = ["none", "indirect", "direct"] as const;

/**
 * Older files knew one key for both uses. Whoever asks for no attestation there must not have people asked whether a
 * security key may be identified, so the second key can only ask for less.
 */
function sparser(one: Policy["attestation"], other: Policy["attestation"]): Policy["attestation"] {
  return attestations.find((each) => each === one || each === other) ?? one;
}

function attachmentOf(setting: "platform" | "cross-platform" | "no_preference") {
  return setting === "no_preference" ? undefined : setting;
}
