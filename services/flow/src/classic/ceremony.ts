import type { JsonValue } from "@bufbuild/protobuf";

/** An address that is not anybody's yet: a code that proves it makes it the user's. */
export interface PendingAddress {
  readonly kind: "address";
  /** The id that the address will have. */
  readonly id: string;
  readonly address: string;
  /** Who asked for it. Without an account of that id, proving the address creates one. */
  readonly userId: string;
}

/** A code that was mailed. */
export interface MailedPasscode {
  readonly kind: "passcode";
  readonly id: string;
  readonly address: string;
  readonly emailId: string;
  readonly userId: string;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly codeExpiresAt: number;
}

/** A challenge that was given to a browser; its id is the challenge. */
export interface GivenChallenge {
  readonly kind: "registration" | "authentication";
  readonly id: string;
  /** JSON of signet.credential.v1.Ceremony. */
  readonly ceremony: JsonValue;
}

/** What one call of the classic API leaves for another to find. */
export type Ceremony = PendingAddress | MailedPasscode | GivenChallenge;

/** The ceremonies of a kind. */
export type CeremonyOf<K extends Ceremony["kind"]> = Extract<Ceremony, { readonly kind: K }> & { readonly kind: K };
