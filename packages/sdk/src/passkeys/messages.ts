import { flag, list, type Model, object, optional, snakeModel, text } from "../json/model.ts";

/** Who registers. */
export interface PasskeyUser {
  /** Chosen by you, in any form. */
  readonly userId: string;
  readonly username: string;
  /** Default: the user name. */
  readonly displayName?: string;
  /** An absolute URL. */
  readonly icon?: string;
}

/** What a person is asked to confirm. */
export interface PasskeyTransaction {
  readonly userId: string;
  /** At most 128 characters, and never used before by this tenant. */
  readonly transactionId: string;
  /** What is confirmed. It becomes part of what the authenticator signs. */
  readonly transactionData: unknown;
}

/** What a ceremony ends with: proof for your back end, to be checked with `verifyPasskeyToken`. */
export interface SignedToken {
  readonly token: string;
}

/** A stored credential. Times are RFC 3339. */
export interface PasskeyCredential {
  /** Base64url. */
  readonly id: string;
  readonly name?: string;
  /** A COSE key, base64url. */
  readonly publicKey: string;
  readonly attestationType: string;
  readonly aaguid: string;
  readonly lastUsedAt?: string | null;
  readonly createdAt: string;
  readonly transports: readonly string[];
  readonly backupEligible: boolean;
  readonly backupState: boolean;
  readonly isMfa: boolean;
  readonly userId?: string;
}

/** A transaction that was begun. */
export interface StoredTransaction {
  readonly id: string;
  /** The `transactionId` that you chose. */
  readonly identifier: string;
  /** The confirmed data as the JSON text that was hashed. */
  readonly data: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Something that happened. */
export interface AuditLogEntry {
  readonly id: string;
  readonly type: string;
  readonly error?: string | null;
  readonly metaHttpRequestId: string;
  readonly metaSourceIp: string;
  readonly metaUserAgent: string;
  readonly actorUserId?: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly tenantId: string;
  readonly transactionId?: string | null;
}

/** Which credentials, and which page of them. */
export interface PasskeyCredentialQuery {
  readonly userId?: string;
  /** Counted from 1. */
  readonly page?: number;
  /** Default: 20. */
  readonly perPage?: number;
  /** By the time of registration. Default: the newest first, `desc`. */
  readonly order?: "asc" | "desc";
}

/** Which entries of the audit log. */
export interface AuditLogQuery {
  /** Counted from 1. */
  readonly page?: number;
  /** Default: 20. */
  readonly perPage?: number;
  /** Only what happened after it. */
  readonly startTime?: Date | string;
  /** Only what happened before it. */
  readonly endTime?: Date | string;
  readonly type?: readonly string[];
  /** A part of it is enough, as for the next two. */
  readonly actorUserId?: string;
  readonly metaSourceIp?: string;
  /** Looked for in addresses and users. */
  readonly q?: string;
}

/** A page of a longer list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** How many there are on all pages; undefined when the server did not say. */
  readonly total: number | undefined;
}

/** A public key: an RSA key has `n` and `e`, one on an elliptic curve `crv`, `x` and `y`. */
export interface JsonWebKey {
  readonly kty: string;
  readonly kid?: string;
  readonly use?: string;
  readonly alg?: string;
  readonly n?: string;
  readonly e?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
}

/** The public keys that tokens are signed with. */
export interface JsonWebKeySet {
  readonly keys: readonly JsonWebKey[];
}

const checkCredential = object({
  id: text,
  name: optional(text),
  public_key: text,
  attestation_type: text,
  aaguid: text,
  last_used_at: optional(text),
  created_at: text,
  transports: list(text),
  backup_eligible: flag,
  backup_state: flag,
  is_mfa: flag,
  user_id: optional(text),
});

const checkEntry = object({ id: text, type: text, created_at: text, tenant_id: text, transaction_id: optional(text) });

/** What is stored of a begun transaction. */
export const checkTransaction = object({ id: text, identifier: text, data: text, created_at: text, updated_at: text });
/** And of a credential. */
export { checkCredential as checkPasskeyCredential };

export const signedToken: Model<SignedToken> = snakeModel("token", object({ token: text }));
export const passkeyCredential: Model<PasskeyCredential> = snakeModel("credential", checkCredential);
export const passkeyCredentials: Model<readonly PasskeyCredential[]> = snakeModel("credentials", list(checkCredential));
export const transactions: Model<readonly StoredTransaction[]> = snakeModel("transactions", list(checkTransaction));
export const auditLog: Model<readonly AuditLogEntry[]> = snakeModel("audit log", list(checkEntry));
export const jsonWebKeySet: Model<JsonWebKeySet> = snakeModel("key set", object({ keys: list(object({ kty: text })) }));
