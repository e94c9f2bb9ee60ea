import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { attestationObject, attestedCredential, authenticatorData, es256, flag, sha256 } from "./authenticator-data.ts";
import {
  type AuthenticationAnswer,
  type RegistrationAnswer,
  readCreationOptions,
  readRequestOptions,
  type Transport,
} from "./webauthn-json.ts";

/** How a passkey behaves. The defaults are those of a phone that syncs its passkeys. */
export interface PasskeyOptions {
  /** The page on which the person stands. */
  readonly origin?: string;
  /** Whether the person is verified (finger, face, PIN) at each use. */
  readonly userVerified?: boolean;
  readonly backup?: "none" | "eligible" | "backed-up";
  /** Counts up at each use, unless it begins at 0: then it stays there, as with synced passkeys. */
  readonly counter?: number;
  /** The model of the authenticator, as a UUID. */
  readonly aaguid?: string;
  /** `packed` signs its own attestation with the new key (self-attestation). */
  readonly attestation?: "none" | "packed";
  readonly attachment?: "platform" | "cross-platform";
  readonly transports?: readonly Transport[];
}

/** What to falsify in one answer. Everything else stays correct, so that one check is tested at a time. */
export interface Tampering {
  readonly origin?: string;
  readonly challenge?: string;
  /** The ceremony in the client data: `webauthn.create` or `webauthn.get`. */
  readonly type?: string;
  readonly crossOrigin?: boolean;
  /** Hashed into the authenticator data. */
  readonly rpId?: string;
  /** The whole flags byte. */
  readonly flags?: number;
  readonly counter?: number;
  readonly userHandle?: string;
  /** `flip` turns one bit of the signature over, after signing. */
  readonly signature?: "flip";
}

/**
 * One credential on an authenticator in software. It answers whatever it is asked, also when a list of
 * the server's excludes it or leaves it out: to refuse is the server's part, and that is what is tested.
 */
export interface Passkey {
  /** The credential id, base64url. */
  readonly id: string;
  /** The `user.id` that the server gave at registration, base64url. */
  readonly userHandle: string | undefined;
  create(creationOptions: unknown, tampering?: Tampering): RegistrationAnswer;
  get(requestOptions: unknown, tampering?: Tampering): AuthenticationAnswer;
  /** Everything that another process needs to go on with this passkey. */
  save(): SavedPasskey;
}

/** A passkey as JSON, private key included. */
export interface SavedPasskey extends Required<PasskeyOptions> {
  readonly id: string;
  readonly userHandle?: string;
  /** PKCS #8, base64url. */
  readonly privateKey: string;
}

const defaults: Required<PasskeyOptions> = {
  origin: "http://localhost:8888",
  userVerified: true,
  backup: "backed-up",
  counter: 0,
  aaguid: "00000000-0000-0000-0000-000000000000",
  attestation: "none",
  attachment: "platform",
  transports: ["internal", "hybrid"],
};

const backupFlags = { none: 0, eligible: flag.eligible, "backed-up": flag.eligible | flag.backedUp };

/** Makes a passkey with a fresh ES256 key. */
export function createPasskey(options: PasskeyOptions = {}): Passkey {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return restorePasskey({
    ...defaults,
    ...options,
    id: randomBytes(16).toString("base64url"),
    privateKey: privateKey.export({ format: "der", type: "pkcs8" }).toString("base64url"),
  });
}

/** Continues with a passkey that was saved. */
export function restorePasskey(saved: SavedPasskey): Passkey {
  const key = createPrivateKey({ key: Buffer.from(saved.privateKey, "base64url"), format: "der", type: "pkcs8" });
  const credential = {
    id: saved.id,
    rawId: saved.id,
    type: "public-key",
    authenticatorAttachment: saved.attachment,
  } as const;
  let { counter, userHandle } = saved;

  return {
    id: saved.id,
    get userHandle() {
      return userHandle;
    },

    create(json, tampering = {}) {
      const options = readCreationOptions(json);
      userHandle = options.userHandle;
      const response = attest(saved, key, { ...options, counter, ...tampering });
      return { ...credential, clientExtensionResults: { credProps: { rk: true } }, response };
    },

    get(json, tampering = {}) {
      const options = readRequestOptions(json);
      if (counter > 0) counter += 1;
      const response = assert(saved, key, { ...options, counter, userHandle, ...tampering });
      return { ...credential, clientExtensionResults: {}, response };
    },

    save: () => ({ ...saved, counter, ...(userHandle === undefined ? {} : { userHandle }) }),
  };
}

/** One ceremony: what the server asked and where the counter stands, or what a test put in its place. */
interface Ceremony extends Tampering {
  readonly challenge: string;
  readonly counter: number;
}

function attest(saved: SavedPasskey, key: KeyObject, ceremony: Ceremony): RegistrationAnswer["response"] {
  const publicKey = createPublicKey(key);
  const attested = attestedCredential(Buffer.from(saved.id, "base64url"), { aaguid: saved.aaguid, key: publicKey });
  const client = clientData("webauthn.create", saved, ceremony);
  const data = dataOf(saved, ceremony, attested);
  const signature = saved.attestation === "packed" ? signed(data, client, { key, ceremony }) : undefined;
  return {
    clientDataJSON: client.toString("base64url"),
    attestationObject: attestationObject(data, signature).toString("base64url"),
    authenticatorData: data.toString("base64url"),
    publicKey: publicKey.export({ format: "der", type: "spki" }).toString("base64url"),
    publicKeyAlgorithm: es256,
    transports: [...saved.transports],
  };
}

function assert(saved: SavedPasskey, key: KeyObject, ceremony: Ceremony): AuthenticationAnswer["response"] {
  const client = clientData("webauthn.get", saved, ceremony);
  const data = dataOf(saved, ceremony);
  return {
    clientDataJSON: client.toString("base64url"),
    authenticatorData: data.toString("base64url"),
    signature: signed(data, client, { key, ceremony }).toString("base64url"),
    ...(ceremony.userHandle === undefined ? {} : { userHandle: ceremony.userHandle }),
  };
}

function clientData(type: string, { origin }: SavedPasskey, ceremony: Ceremony): Buffer {
  const { challenge, crossOrigin = false } = ceremony;
  return Buffer.from(
    JSON.stringify({ type: ceremony.type ?? type, challenge, origin: ceremony.origin ?? origin, crossOrigin }),
  );
}

function dataOf({ origin, userVerified, backup }: SavedPasskey, ceremony: Ceremony, attested?: Buffer): Buffer {
  const honest =
    flag.userPresent | (userVerified ? flag.userVerified : 0) | backupFlags[backup] | (attested ? flag.attested : 0);
  const { rpId = new URL(origin).hostname, flags = honest, counter } = ceremony;
  return authenticatorData(rpId, { flags, counter, attested });
}

function signed(data: Buffer, client: Buffer, { key, ceremony }: { key: KeyObject; ceremony: Ceremony }): Buffer {
  const signature = sign("sha256", Buffer.concat([data, sha256(client)]), key);
  const last = signature.length - 1;
  if (ceremony.signature === "flip") signature.writeUInt8(signature.readUInt8(last) ^ 1, last);
  return signature;
}
