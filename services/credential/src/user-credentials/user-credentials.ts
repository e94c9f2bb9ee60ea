import type { Password } from "../password/password.ts";
import type { Totp } from "../totp/totp.ts";
import type { WebauthnCredential } from "../webauthn/credential.ts";

/** Everything a user can prove themselves with, without the secrets. */
export interface UserCredentials {
  readonly userId: string;
  /** Oldest first. */
  readonly webauthnCredentials: readonly WebauthnCredential[];
  readonly password: Password | undefined;
  readonly totp: Totp | undefined;
  readonly recoveryCodesLeft: number;
}

/** What a registration collected, to be stored together. */
export interface Collected {
  readonly webauthnCredentials: readonly WebauthnCredential[];
  readonly password: (Password & { readonly hash: string }) | undefined;
  readonly totp: (Totp & { readonly sealedSecret: string; readonly lastStep: bigint }) | undefined;
}

/** Somebody without anything. */
export function noCredentials(userId: string): UserCredentials {
  return { userId, webauthnCredentials: [], password: undefined, totp: undefined, recoveryCodesLeft: 0 };
}

/** The same credentials with one of the WebAuthn credentials replaced by its new state. */
export function withCredential(credentials: UserCredentials, credential: WebauthnCredential): UserCredentials {
  const webauthnCredentials = credentials.webauthnCredentials.map((each) =>
    each.id === credential.id ? credential : each,
  );
  return { ...credentials, webauthnCredentials };
}
