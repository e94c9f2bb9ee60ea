/** What the server asks of a new credential; only the members that an authenticator reads. */
export interface CreationOptions {
  readonly challenge: string;
  readonly rpId: string | undefined;
  readonly userHandle: string;
}

/** What the server asks of a sign-in; only the members that an authenticator reads. */
export interface RequestOptions {
  readonly challenge: string;
  /** Left out, it is the host of the page. */
  readonly rpId: string | undefined;
}

/** `PublicKeyCredential.toJSON()` after `navigator.credentials.create()`. */
export interface RegistrationAnswer {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly authenticatorAttachment: "platform" | "cross-platform";
  readonly clientExtensionResults: { readonly credProps: { readonly rk: boolean } };
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly authenticatorData: string;
    readonly publicKey: string;
    readonly publicKeyAlgorithm: number;
    readonly transports: Transport[];
  };
}

/** `PublicKeyCredential.toJSON()` after `navigator.credentials.get()`. */
export interface AuthenticationAnswer {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly authenticatorAttachment: "platform" | "cross-platform";
  readonly clientExtensionResults: Readonly<Record<string, never>>;
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
    readonly userHandle?: string;
  };
}

/** The ways to reach an authenticator that browsers report. */
export type Transport = "internal" | "hybrid" | "usb" | "nfc" | "ble";

/** Reads creation options as they come from a server, wrapped in `publicKey` or bare. */
export function readCreationOptions(json: unknown): CreationOptions {
  const options = unwrap(json);
  return {
    challenge: text(options, "challenge"),
    rpId: optionalText(member(options, "rp"), "id"),
    userHandle: text(member(options, "user"), "id"),
  };
}

/** Reads request options as they come from a server, wrapped in `publicKey` or bare. */
export function readRequestOptions(json: unknown): RequestOptions {
  const options = unwrap(json);
  return { challenge: text(options, "challenge"), rpId: optionalText(options, "rpId") };
}

function unwrap(json: unknown): unknown {
  return member(json, "publicKey") ?? json;
}

function text(json: unknown, name: string): string {
  const value = optionalText(json, name);
  if (value === undefined) throw new Error(`the WebAuthn options lack "${name}": ${JSON.stringify(json)}`);
  return value;
}

function optionalText(json: unknown, name: string): string | undefined {
  const value = member(json, name);
  return typeof value === "string" ? value : undefined;
}

function member(json: unknown, name: string): unknown {
  if (typeof json !== "object" || json === null) return undefined;
  return Object.entries(json).find(([key]) => key === name)?.[1];
}
