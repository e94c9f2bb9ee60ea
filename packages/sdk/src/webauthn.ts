import { binary, flag, list, literal, type Model, model, number, object, optional, text } from "./json/model.ts";

/** Where an authenticator is: built into the device, or a key that is carried. */
export type AuthenticatorAttachment = "platform" | "cross-platform";
/** Whether the authenticator has to recognise the person (finger, face, PIN). */
export type UserVerification = "required" | "preferred" | "discouraged";
/** Whether the authenticator shall prove its model. */
export type AttestationConveyance = "none" | "indirect" | "direct";
/** A text of which these values are known; a newer server may send others. */
export type Open<T extends string> = T | (string & Record<never, never>);

/** A credential that is asked for, or not wanted again. */
export interface CredentialDescriptor {
  readonly type: "public-key";
  /** Base64url. */
  readonly id: string;
  readonly transports?: readonly string[] | null;
}

/** What the browser is to be given for `navigator.credentials.create()`, binary members as base64url. */
export interface CreationOptions {
  readonly publicKey: {
    readonly challenge: string;
    readonly rp: { readonly id?: string; readonly name: string; readonly icon?: string };
    readonly user: { readonly id: string; readonly name: string; readonly displayName: string; readonly icon?: string };
    readonly pubKeyCredParams: readonly { readonly type: "public-key"; readonly alg: number }[];
    readonly authenticatorSelection?: {
      readonly authenticatorAttachment?: Open<AuthenticatorAttachment>;
      readonly requireResidentKey?: boolean;
      readonly residentKey?: string;
      readonly userVerification?: Open<UserVerification>;
    };
    /** Milliseconds. */
    readonly timeout?: number;
    readonly attestation?: string;
    readonly excludeCredentials?: readonly CredentialDescriptor[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  };
}

/** What the browser is to be given for `navigator.credentials.get()`, binary members as base64url. */
export interface RequestOptions {
  readonly publicKey: {
    readonly challenge: string;
    /** Milliseconds. */
    readonly timeout?: number;
    readonly rpId?: string;
    /** Absent when any of the person's passkeys will do. */
    readonly allowCredentials?: readonly CredentialDescriptor[];
    readonly userVerification?: Open<UserVerification>;
    readonly extensions?: Readonly<Record<string, unknown>>;
  };
  readonly mediation?: string;
}

/** A new credential as the browser's library hands it over, binary members as base64url. */
export interface AttestationCredential {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly transports?: readonly string[] | null;
  };
  readonly authenticatorAttachment?: string | null;
  readonly clientExtensionResults?: Readonly<Record<string, unknown>> | null;
}

/** An answer to a challenge as the browser's library hands it over, binary members as base64url. */
export interface AssertionCredential {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
    readonly userHandle?: string | null;
  };
  readonly authenticatorAttachment?: string | null;
  readonly clientExtensionResults?: Readonly<Record<string, unknown>> | null;
}

const descriptors = optional(
  list(object({ type: literal("public-key"), id: binary, transports: optional(list(text)) })),
);

/** {@link CreationOptions}, for `deserialize`. */
export const creationOptions: Model<CreationOptions> = model(
  "creation options",
  object({
    publicKey: object({
      challenge: binary,
      rp: object({ name: text, id: optional(text) }),
      user: object({ id: binary, name: text, displayName: text }),
      pubKeyCredParams: list(object({ type: literal("public-key"), alg: number })),
      authenticatorSelection: optional(object({ requireResidentKey: optional(flag) })),
      timeout: optional(number),
      excludeCredentials: descriptors,
      extensions: optional(object({})),
    }),
  }),
);

/** {@link RequestOptions}, for `deserialize`. */
export const requestOptions: Model<RequestOptions> = model(
  "request options",
  object({
    publicKey: object({
      challenge: binary,
      timeout: optional(number),
      rpId: optional(text),
      allowCredentials: descriptors,
      extensions: optional(object({})),
    }),
  }),
);

const publicKeyCredential = {
  id: binary,
  rawId: binary,
  type: literal("public-key"),
  authenticatorAttachment: optional(text),
  clientExtensionResults: optional(object({})),
};

/** {@link AttestationCredential}, for `deserialize`. */
export const attestationCredential: Model<AttestationCredential> = model(
  "attestation credential",
  object({
    ...publicKeyCredential,
    response: object({ clientDataJSON: binary, attestationObject: binary, transports: optional(list(text)) }),
  }),
);

/** {@link AssertionCredential}, for `deserialize`. */
export const assertionCredential: Model<AssertionCredential> = model(
  "assertion credential",
  object({
    ...publicKeyCredential,
    response: object({
      clientDataJSON: binary,
      authenticatorData: binary,
      signature: binary,
      userHandle: optional(text),
    }),
  }),
);
