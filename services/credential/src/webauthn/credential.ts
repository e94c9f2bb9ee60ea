import { nameOfAuthenticator } from "./authenticators.ts";

/** A public key credential (WebAuthn Level 3 section 4): a passkey, or a security key. */
export interface WebauthnCredential {
  /** Credential ID, base64url. */
  readonly id: string;
  readonly userId: string;
  /** Given by the user or known from the model of the authenticator; empty when neither. */
  readonly name: string;
  /** COSE_Key, base64url. */
  readonly publicKey: string;
  /** Attestation statement format: none, packed, apple, … */
  readonly attestationType: string;
  /** The model of the authenticator, often all zeros. */
  readonly aaguid: string;
  readonly signCount: number;
  readonly transports: readonly string[];
  readonly backupEligible: boolean;
  readonly backupState: boolean;
  /** A security key: serves as a second factor only. */
  readonly mfaOnly: boolean;
  /** The handle it was imported with, base64url; undefined when it is the 16 bytes of the user id. */
  readonly userHandle: string | undefined;
  readonly lastUsedTime: Date | undefined;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** What an attestation proves of a new credential. */
export type Attested = Pick<
  WebauthnCredential,
  "id" | "publicKey" | "attestationType" | "aaguid" | "signCount" | "transports" | "backupEligible" | "backupState"
>;

/** A credential as options list it. */
export type Listed = Pick<WebauthnCredential, "id" | "transports">;

/** What an assertion changes of the credential that made it. */
export type CredentialUse = Pick<WebauthnCredential, "signCount" | "backupEligible" | "backupState">;

/** A credential begins with the name of its authenticator and counts as used at once. */
export function newWebauthnCredential(
  attested: Attested,
  { userId, mfaOnly, now }: { readonly userId: string; readonly mfaOnly: boolean; readonly now: Date },
): WebauthnCredential {
  return {
    ...attested,
    userId,
    mfaOnly,
    name: nameOfAuthenticator(attested.aaguid),
    userHandle: undefined,
    lastUsedTime: now,
    createTime: now,
    updateTime: now,
  };
}

/** The credential after a use. */
export function used(credential: WebauthnCredential, use: CredentialUse, now: Date): WebauthnCredential {
  return { ...credential, ...use, lastUsedTime: now, updateTime: now };
}

/** The user handle that an authenticator gives back: the user's 16 bytes, unless it was imported with another. */
export function userHandleOf({ userId, userHandle }: Pick<WebauthnCredential, "userId" | "userHandle">): string {
  return userHandle ?? userHandleFor(userId);
}

/** `user.id` of creation options: the 16 raw bytes of the user id, base64url. */
export function userHandleFor(userId: string): string {
  return Buffer.from(userId.replaceAll("-", ""), "hex").toString("base64url");
}
