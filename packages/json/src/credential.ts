import type { WebauthnCredential } from "@signet/proto/credential/v1/credential";
import { textOf } from "./present.ts";
import { rfc3339 } from "./time.ts";

/** A passkey or security key: WebauthnCredentialResponse (public-rest.md 12.3, flow-api.md 16.3). */
export function credentialJson(credential: WebauthnCredential) {
  const { lastUsedTime, createTime } = credential;
  return {
    id: credential.credentialId,
    name: textOf(credential.name),
    public_key: credential.publicKey,
    attestation_type: credential.attestationType,
    aaguid: credential.aaguid,
    last_used_at: lastUsedTime && rfc3339(lastUsedTime),
    created_at: createTime && rfc3339(createTime),
    transports: credential.transports,
    backup_eligible: credential.backupEligible,
    backup_state: credential.backupState,
    mfa_only: credential.mfaOnly,
  };
}
