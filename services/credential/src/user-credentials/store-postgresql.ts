import type { Database } from "@signet/db";
import type { WebauthnCredential } from "../webauthn/credential.ts";
import type { Insertion } from "./store.ts";

// The end of a registration: one statement, and so one round trip, in place of a transaction of five.
const statement = `WITH webauthn AS (
    INSERT INTO credential_webauthn_credentials (tenant_id, user_id, id, name, public_key, attestation_type, aaguid,
      sign_count, transports, backup_eligible, backup_state, mfa_only, user_handle, last_used_at, created_at,
      updated_at)
    SELECT $1, $2, c.* FROM jsonb_to_recordset($3::jsonb) AS c (id text, name text, public_key text,
      attestation_type text, aaguid text, sign_count bigint, transports jsonb, backup_eligible boolean,
      backup_state boolean, mfa_only boolean, user_handle text, last_used_at timestamptz, created_at timestamptz,
      updated_at timestamptz)
  ), password AS (
    INSERT INTO credential_passwords (tenant_id, user_id, id, hash, created_at, updated_at)
    SELECT $1, $2, $4, $5, $6::timestamptz, $7::timestamptz WHERE $4::text IS NOT NULL
  )
  INSERT INTO credential_totps (tenant_id, user_id, id, sealed_secret, last_step, created_at)
  SELECT $1, $2, $8, $9, $10::bigint, $11::timestamptz WHERE $8::text IS NOT NULL`;

/** Stores what was collected in one statement. Fails as a whole when some of it is there. */
export async function insertTogether(db: Database, { tenantId, userId, collected }: Insertion): Promise<void> {
  const { webauthnCredentials, password, totp } = collected;
  await db.sql.execute("credential_insert_together", statement, [
    tenantId,
    userId,
    JSON.stringify(webauthnCredentials.map(webauthnRecord)),
    password?.id ?? null,
    password?.hash ?? null,
    password?.createTime ?? null,
    password?.updateTime ?? null,
    totp?.id ?? null,
    totp?.sealedSecret ?? null,
    totp?.lastStep ?? null,
    totp?.createTime ?? null,
  ]);
}

/** A credential under the names of its columns. */
export function webauthnRecord(credential: WebauthnCredential) {
  return {
    id: credential.id,
    name: credential.name,
    public_key: credential.publicKey,
    attestation_type: credential.attestationType,
    aaguid: credential.aaguid,
    sign_count: credential.signCount,
    transports: credential.transports,
    backup_eligible: credential.backupEligible,
    backup_state: credential.backupState,
    mfa_only: credential.mfaOnly,
    user_handle: credential.userHandle,
    last_used_at: credential.lastUsedTime,
    created_at: credential.createTime,
    updated_at: credential.updateTime,
  };
}
