import { flag, list, type Model, model, object, optional, text } from "../json/model.ts";
import type { AttestationConveyance, AuthenticatorAttachment, Open, UserVerification } from "../webauthn.ts";

/** Who registers. */
export interface User {
  /** Chosen by you, 1 to 64 bytes; it ends up on the authenticator, so it should not be an address. */
  readonly id: string;
  readonly name: string;
  /** Default: the name. */
  readonly displayName?: string;
}

/** What `initializeRegistration` asks for. */
export interface RegistrationRequest {
  readonly user: User;
  readonly options?: {
    readonly authenticatorSelection?: {
      readonly authenticatorAttachment?: AuthenticatorAttachment;
      /** Whether the credential shall be found without naming the user. Default: false. */
      readonly requireResidentKey?: boolean;
      /** Default: preferred. */
      readonly userVerification?: UserVerification;
    };
    /** Default: none. */
    readonly attestation?: AttestationConveyance;
  };
}

/** What `initializeAuthentication` asks for. */
export interface AuthenticationRequest {
  /** Left out, the person is known only by the passkey that answers. */
  readonly user?: { readonly id: string; readonly name?: string; readonly displayName?: string };
  readonly options?: {
    /** Default: preferred. */
    readonly userVerification?: UserVerification;
    readonly authenticatorAttachment?: AuthenticatorAttachment;
  };
}

/** What `initializeTransaction` asks for. */
export interface TransactionRequest extends AuthenticationRequest {
  /** What the person confirms, at most 4096 bytes. Show them the same text: its hash is part of what is signed. */
  readonly transaction: string;
}

/** Which credentials, and which page of them. */
export interface CredentialQuery {
  readonly userId?: string;
  /** At most 100. Default: 10. */
  readonly pageSize?: number;
  /** Counted from 1. */
  readonly page?: number;
}

/** A stored credential. Its times are RFC 3339 in UTC with microseconds, more than a `Date` holds. */
export interface Credential {
  /** Base64url. */
  readonly id: string;
  readonly createdAt: string;
  /** The last successful authentication or transaction. */
  readonly lastUsed: string;
  readonly name: string;
  /** Whether the person was verified at registration. */
  readonly userVerification: boolean;
  readonly isResidentKey: boolean;
  readonly authenticator?: {
    readonly aaguid?: string;
    readonly name?: string;
    readonly attachment?: Open<AuthenticatorAttachment>;
  };
  readonly user: { readonly id: string; readonly name?: string; readonly displayName?: string };
}

/** What every finalization answers. */
export interface FinalizationResult {
  readonly credential: Credential;
  /** What was signed, after a transaction: Signet can be asked for the evidence by this id. */
  readonly transaction?: { readonly id: string };
}

const checkCredential = object({
  id: text,
  createdAt: text,
  lastUsed: text,
  name: text,
  userVerification: flag,
  isResidentKey: flag,
  authenticator: optional(object({ aaguid: optional(text), name: optional(text), attachment: optional(text) })),
  user: object({ id: text, name: optional(text), displayName: optional(text) }),
});

/** {@link Credential}, for `deserialize`. */
export const credential: Model<Credential> = model("credential", checkCredential);
/** A page of them. */
export const credentials: Model<readonly Credential[]> = model("credentials", list(checkCredential));
/** {@link FinalizationResult}, for `deserialize`. */
export const finalizationResult: Model<FinalizationResult> = model(
  "finalization result",
  object({ credential: checkCredential, transaction: optional(object({ id: text })) }),
);
