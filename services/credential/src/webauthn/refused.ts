import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";

/** The check of WebAuthn Level 3 section 7 that an answer did not pass. */
export type Check =
  | "ceremony"
  | "type"
  | "challenge"
  | "origin"
  | "relying-party"
  | "user-presence"
  | "user-verification"
  | "backup-state"
  | "credential"
  | "user-handle"
  | "public-key"
  | "attestation"
  | "authenticator"
  | "signature"
  | "counter";

/** An answer that was read and did not prove what it should; `check` tells callers which proof is missing. */
export function refused(check: Check, message: string) {
  return problem(Reason.WEBAUTHN_VERIFICATION_FAILED, message, { check });
}

/** An answer that cannot even be read. */
export function malformed(message: string) {
  return problem(Reason.WEBAUTHN_RESPONSE_MALFORMED, message);
}
