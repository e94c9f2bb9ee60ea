import type { Api, Operation, StoredCeremony } from "./ceremony.ts";
import type { RelyingPartyCredential } from "./credential.ts";
import type { RelyingPartyUser } from "./relying-party.ts";
import { attachmentFrom, credentialFrom, transactionFrom, userFrom, wordsFrom } from "./row.ts";
import type { StoredTransaction } from "./transaction.ts";

/** A ceremony that was taken, with everything that its end needs. */
export interface Taken {
  readonly ceremony: StoredCeremony;
  /** The credential that is said to answer. */
  readonly credential: RelyingPartyCredential | undefined;
  /** At a registration the user for whom it began. */
  readonly owner: RelyingPartyUser | undefined;
  readonly transaction: StoredTransaction | undefined;
}

const ceremonyColumns = `taken.challenge, taken.api, taken.operation, taken.mfa, taken.owner_id, taken.user_verification,
  taken.attachment, taken.discoverable, taken.allowed, taken.transaction_id, taken.expires_at, taken.created_at`;

const credentialColumns = `c.id AS c_id, c.name AS c_name, c.public_key, c.attestation_type, c.aaguid, c.sign_count,
  c.transports, c.backup_eligible, c.backup_state, c.mfa AS c_mfa, c.user_verified, c.discoverable AS c_discoverable,
  c.attachment AS c_attachment, c.last_used_at, c.created_at AS c_created_at, c.updated_at AS c_updated_at`;

const userColumns = `u.id AS u_id, u.user_id, u.name AS u_name, u.display_name, u.icon, u.created_at AS u_created_at,
  u.updated_at AS u_updated_at`;

const transactionColumns = `t.identifier, t.text, t.created_at AS t_created_at, t.updated_at AS t_updated_at`;

/**
 * Reads ceremony $3 of relying party $2 from `source`, with credential $4, its owner and the transaction: one round trip
 * for all that verifies an answer. At a registration the user is the ceremony's, whoever owns the credential already.
 */
export function takeStatement(source: string): string {
  return `SELECT ${ceremonyColumns}, ${credentialColumns}, ${userColumns}, ${transactionColumns}
  FROM ${source} taken
  LEFT JOIN credential_relying_party_credentials c
    ON c.tenant_id = $1 AND c.relying_party_id = $2 AND c.id = $4
  LEFT JOIN credential_relying_party_users u
    ON u.tenant_id = $1 AND u.relying_party_id = $2
      AND u.id = CASE WHEN taken.operation = 'registration' THEN taken.owner_id ELSE c.owner_id END
  LEFT JOIN credential_relying_party_transactions t
    ON t.tenant_id = $1 AND t.relying_party_id = $2 AND t.id = taken.transaction_id
  WHERE taken.tenant_id = $1 AND taken.relying_party_id = $2 AND taken.challenge = $3`;
}

/** A row of the statement. */
interface TakenRow {
  readonly tenant_id: string;
  readonly challenge: string;
  readonly api: string;
  readonly operation: string;
  readonly mfa: boolean;
  readonly owner_id: string;
  readonly user_verification: string;
  readonly attachment: string;
  readonly discoverable: boolean;
  readonly allowed: unknown;
  readonly transaction_id: string;
  readonly expires_at: Date;
  readonly created_at: Date;
  readonly c_id: string | null;
  readonly c_name: string;
  readonly public_key: string;
  readonly attestation_type: string;
  readonly aaguid: string;
  readonly sign_count: bigint;
  readonly transports: string[];
  readonly backup_eligible: boolean;
  readonly backup_state: boolean;
  readonly c_mfa: boolean;
  readonly user_verified: boolean;
  readonly c_discoverable: boolean;
  readonly c_attachment: string;
  readonly last_used_at: Date;
  readonly c_created_at: Date;
  readonly c_updated_at: Date;
  readonly u_id: string | null;
  readonly user_id: string;
  readonly u_name: string;
  readonly display_name: string;
  readonly icon: string;
  readonly u_created_at: Date;
  readonly u_updated_at: Date;
  readonly identifier: string | null;
  readonly text: string | null;
  readonly t_created_at: Date;
  readonly t_updated_at: Date;
}

/** What a row of the statement says. */
export function takenFrom(row: TakenRow): Taken {
  const owner = ownerFrom(row);
  return { ceremony: ceremonyFrom(row), credential: owner && answering(row, owner), owner, transaction: asked(row) };
}

function ceremonyFrom(row: TakenRow): StoredCeremony {
  return {
    challenge: row.challenge,
    // Only ceremonyRow() writes these columns, from values of these types.
    api: row.api as Api,
    operation: row.operation as Operation,
    userVerification: row.user_verification as StoredCeremony["userVerification"],
    mfa: row.mfa,
    ownerId: row.owner_id || undefined,
    attachment: attachmentFrom(row.attachment),
    discoverable: row.discoverable,
    allowedCredentialIds: wordsFrom(row.allowed),
    transactionId: row.transaction_id || undefined,
    expireTime: row.expires_at,
    createTime: row.created_at,
  };
}

function ownerFrom(row: TakenRow): RelyingPartyUser | undefined {
  if (row.u_id === null) return undefined;
  const { user_id: userId, display_name: displayName, icon } = row;
  const times = { createdAt: row.u_created_at, updatedAt: row.u_updated_at };
  return userFrom({ id: row.u_id, userId, name: row.u_name, displayName, icon, ...times });
}

function answering(row: TakenRow, owner: RelyingPartyUser): RelyingPartyCredential | undefined {
  if (row.c_id === null) return undefined;
  const columns = {
    ...{ tenantId: "", relyingPartyId: "", id: row.c_id, ownerId: owner.id, name: row.c_name },
    ...{ publicKey: row.public_key, attestationType: row.attestation_type, aaguid: row.aaguid },
    ...{ signCount: row.sign_count, transports: row.transports, mfa: row.c_mfa },
    ...{ backupEligible: row.backup_eligible, backupState: row.backup_state, userVerified: row.user_verified },
    ...{ discoverable: row.c_discoverable, attachment: row.c_attachment, lastUsedAt: row.last_used_at },
    ...{ createdAt: row.c_created_at, updatedAt: row.c_updated_at },
  };
  return credentialFrom(columns, owner);
}

function asked(row: TakenRow): StoredTransaction | undefined {
  if (row.text === null) return undefined;
  return transactionFrom({
    ...{ tenantId: "", relyingPartyId: "", id: row.transaction_id, identifier: row.identifier, text: row.text },
    ...{ ownerId: row.owner_id, userId: "", signedAt: null, credentialId: "", evidence: null, mac: "" },
    ...{ createdAt: row.t_created_at, updatedAt: row.t_updated_at },
  });
}
