/** Something that a user was asked to sign. */
export interface Transaction {
  readonly id: string;
  /** What the relying party calls it, once for ever; undefined when it gave no name. */
  readonly identifier: string | undefined;
  /** Id of the user's row; empty until it is signed when the ceremony named nobody. */
  readonly ownerId: string;
  readonly userId: string;
  /** What is signed, exactly. */
  readonly text: string;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** A transaction as it lies in the database, signed or not. */
export interface StoredTransaction extends Transaction {
  readonly relyingPartyId: string;
  readonly signTime: Date | undefined;
  /** Empty until it is signed. */
  readonly credentialId: string;
  readonly evidence: Evidence | undefined;
  /** Over the record and its evidence; empty until it is signed. */
  readonly mac: string;
}

/** Everything that verifies a signature again, whatever becomes of the user, the credential or the configuration. */
export interface Evidence {
  readonly rpId: string;
  /** The pages from which it could be signed. */
  readonly origins: readonly string[];
  readonly challenge: string;
  /** COSE_Key, base64url. */
  readonly publicKey: string;
  /** The parts of AuthenticatorAssertionResponse, base64url. */
  readonly clientDataJson: string;
  readonly authenticatorData: string;
  readonly signature: string;
}
