import type { AuthenticationClient } from "@signet/sdk";

/** What the demo's shop needs to have payments confirmed with passkeys. */
export interface Payments {
  /** The Authentication API, with the shop's key. */
  readonly api: AuthenticationClient;
  /** Asks the server to verify a signed transaction again, from what it stored. */
  verify(transactionId: string): Promise<Evidence>;
}

/** What a verified transaction proves. */
export interface Evidence {
  readonly valid: boolean;
  readonly checks: readonly { readonly name: string; readonly passed: boolean }[];
  readonly text: string;
  readonly userId: string;
  readonly credentialId: string;
  readonly signTime: string;
  readonly origin: string;
}

/** What the shop sells. */
export const order = "Pay 12.00 EUR to Bea";
