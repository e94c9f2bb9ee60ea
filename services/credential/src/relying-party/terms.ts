import { problem } from "@signet/kit";
import type { CeremonyPreferences } from "@signet/proto/credential/v1/relying_party_ceremony_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { UserVerification } from "../webauthn/policy.ts";
import type { RelyingPartyConfig, RelyingPartyPolicy } from "./config.ts";

/** The kind of an authenticator; empty for any, or when it is not known. */
export type Attachment = RelyingPartyPolicy["attachment"];

/** What one ceremony asks. */
export interface Terms {
  readonly timeoutMs: number;
  readonly userVerification: UserVerification;
  readonly attachment: Attachment;
  readonly attestation: RelyingPartyPolicy["attestation"];
  readonly residentKey: RelyingPartyPolicy["residentKey"];
  /** Whether options say `residentKey`; the Authentication API knows only `requireResidentKey`. */
  readonly namesResidentKey: boolean;
}

/** Browsers wait no longer than this for an authenticator that need not verify anybody. */
const UNVERIFIED_TIMEOUT_MS = 120_000;

/** What a request asks for, or the relying party's configuration where it leaves that to it. */
export function termsOf(
  config: RelyingPartyConfig,
  { mfa, preferences }: { readonly mfa: boolean; readonly preferences: CeremonyPreferences | undefined },
): Terms {
  if (preferences) return preferred(preferences, config.passkey.timeoutMs);
  const policy = mfa ? config.mfa : config.passkey;
  const timeoutMs = policy.userVerification === "discouraged" ? UNVERIFIED_TIMEOUT_MS : policy.timeoutMs;
  return { ...policy, timeoutMs, namesResidentKey: true };
}

/** The defaults are those of the Authentication API (authentication-api.md section 1.6). */
function preferred(preferences: CeremonyPreferences, timeoutMs: number): Terms {
  const { attachment, userVerification, attestation, requireResidentKey } = preferences;
  return {
    timeoutMs,
    userVerification: oneOf("user_verification", userVerification || "preferred", verifications),
    attachment: oneOf("attachment", attachment, attachments),
    attestation: oneOf("attestation", attestation || "none", attestations),
    residentKey: requireResidentKey ? "required" : "discouraged",
    namesResidentKey: false,
  };
}

const verifications = ["required", "preferred", "discouraged"] as const;
const attachments = ["", "platform", "cross-platform"] as const;
const attestations = ["none", "indirect", "direct"] as const;

function oneOf<const T extends string>(name: string, word: string, words: readonly T[]): T {
  const found = words.find((each) => each === word);
  if (found === undefined)
    throw problem(Reason.ARGUMENT_INVALID, `${name} must be ${words.filter(Boolean).join(", ")}`);
  return found;
}
