import type { Database } from "@signet/db";
import type { WebauthnCredential } from "../webauthn/credential.ts";
import { noCredentials, type UserCredentials } from "./user-credentials.ts";

/** What a user has, and the hash that a password is compared with. */
export interface Found {
  readonly credentials: UserCredentials;
  readonly passwordHash: string | undefined;
}

interface Row {
  readonly user_id: string | null;
  readonly id: string | null;
  readonly name: string;
  readonly public_key: string;
  readonly attestation_type: string;
  readonly aaguid: string;
  readonly sign_count: bigint;
  readonly transports: readonly string[];
  readonly backup_eligible: boolean;
  readonly backup_state: boolean;
  readonly mfa_only: boolean;
  readonly user_handle: string | null;
  readonly last_used_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly password_id: string | null;
  readonly password_hash: string;
  readonly password_created_at: Date;
  readonly password_updated_at: Date;
  readonly totp_id: string | null;
  readonly totp_created_at: Date;
  readonly recovery_codes: bigint;
}

const columns = `w.user_id, w.id, w.name, w.public_key, w.attestation_type, w.aaguid, w.sign_count, w.transports,
  w.backup_eligible, w.backup_state, w.mfa_only, w.user_handle, w.last_used_at, w.created_at, w.updated_at,
  p.id AS password_id, p.hash AS password_hash, p.created_at AS password_created_at,
  p.updated_at AS password_updated_at, t.id AS totp_id, t.created_at AS totp_created_at`;

// One row per WebAuthn credential, or one without; the rest is the same in each. The words are understood by both
// databases, so one statement serves both. It replaces four of Prisma's (0.6 ms of CPU) by one (0.05 ms).
const ofUser = `SELECT ${columns},
    (SELECT COUNT(*) FROM credential_recovery_codes r WHERE r.tenant_id = $1 AND r.user_id = $2) AS recovery_codes
  FROM (SELECT 1 AS one) AS nothing
  LEFT JOIN credential_webauthn_credentials w ON w.tenant_id = $1 AND w.user_id = $2
  LEFT JOIN credential_passwords p ON p.tenant_id = $1 AND p.user_id = $2
  LEFT JOIN credential_totps t ON t.tenant_id = $1 AND t.user_id = $2
  ORDER BY w.created_at, w.id`;

const ofOwner = `SELECT ${columns},
    (SELECT COUNT(*) FROM credential_recovery_codes r WHERE r.tenant_id = c.tenant_id AND r.user_id = c.user_id)
      AS recovery_codes
  FROM credential_webauthn_credentials c
  JOIN credential_webauthn_credentials w ON w.tenant_id = c.tenant_id AND w.user_id = c.user_id
  LEFT JOIN credential_passwords p ON p.tenant_id = c.tenant_id AND p.user_id = c.user_id
  LEFT JOIN credential_totps t ON t.tenant_id = c.tenant_id AND t.user_id = c.user_id
  WHERE c.tenant_id = $1 AND c.id = $2
  ORDER BY w.created_at, w.id`;

/** What a user has, in one round trip. */
export async function findByUser(db: Database, tenantId: string, userId: string): Promise<Found> {
  const rows = await db.sql.query<Row>("credential_find_by_user", ofUser, [tenantId, userId]);
  return read(userId, rows);
}

/** What the owner of a WebAuthn credential has, in one round trip; undefined when there is no such credential. */
export async function findByOwner(db: Database, tenantId: string, id: string): Promise<UserCredentials | undefined> {
  const rows = await db.sql.query<Row>("credential_find_by_owner", ofOwner, [tenantId, id]);
  const owner = rows[0]?.user_id;
  return owner ? read(owner, rows).credentials : undefined;
}

function read(userId: string, rows: readonly Row[]): Found {
  const [row] = rows;
  if (!row) return { credentials: noCredentials(userId), passwordHash: undefined };
  const credentials = {
    userId,
    webauthnCredentials: rows.flatMap((each) => (each.id === null ? [] : [webauthnCredential(each.id, userId, each)])),
    password:
      row.password_id === null
        ? undefined
        : { id: row.password_id, createTime: row.password_created_at, updateTime: row.password_updated_at },
    totp: row.totp_id === null ? undefined : { id: row.totp_id, createTime: row.totp_created_at },
    recoveryCodesLeft: Number(row.recovery_codes),
  };
  return { credentials, passwordHash: row.password_id === null ? undefined : row.password_hash };
}

function webauthnCredential(id: string, userId: string, row: Row): WebauthnCredential {
  return {
    id,
    userId,
    name: row.name,
    publicKey: row.public_key,
    attestationType: row.attestation_type,
    aaguid: row.aaguid,
    signCount: Number(row.sign_count),
    transports: row.transports,
    backupEligible: row.backup_eligible,
    backupState: row.backup_state,
    mfaOnly: row.mfa_only,
    userHandle: row.user_handle ?? undefined,
    lastUsedTime: row.last_used_at ?? undefined,
    createTime: row.created_at,
    updateTime: row.updated_at,
  };
}
