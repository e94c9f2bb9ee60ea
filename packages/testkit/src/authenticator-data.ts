import { createHash, type KeyObject } from "node:crypto";
import { type Cbor, encodeCbor } from "./cbor.ts";

/** The number of ES256 in COSE. */
export const es256 = -7;

/** The bits of the flags byte (WebAuthn §6.1). */
export const flag = { userPresent: 0x01, userVerified: 0x04, eligible: 0x08, backedUp: 0x10, attested: 0x40 } as const;

/** The bytes that an authenticator signs over, before the hash of the client data (WebAuthn §6.1). */
export function authenticatorData(
  rpId: string,
  { flags, counter, attested = Buffer.alloc(0) }: { flags: number; counter: number; attested?: Buffer | undefined },
): Buffer {
  const flagsAndCounter = Buffer.alloc(5);
  flagsAndCounter.writeUInt8(flags);
  flagsAndCounter.writeUInt32BE(counter, 1);
  return Buffer.concat([sha256(rpId), flagsAndCounter, attested]);
}

/** The part that introduces a new credential: its model, its id and its public key (WebAuthn §6.5.1). */
export function attestedCredential(id: Buffer, { aaguid, key }: { aaguid: string; key: KeyObject }): Buffer {
  const idLength = Buffer.alloc(2);
  idLength.writeUInt16BE(id.length);
  return Buffer.concat([Buffer.from(aaguid.replaceAll("-", ""), "hex"), idLength, id, coseKey(key)]);
}

/** An attestation object: without a signature its format is `none`, with one it is `packed`. */
export function attestationObject(data: Buffer, signature?: Buffer): Buffer {
  const statement: [string, Cbor][] = signature
    ? [
        ["alg", es256],
        ["sig", signature],
      ]
    : [];
  const members: [string, Cbor][] = [
    ["fmt", signature ? "packed" : "none"],
    ["attStmt", new Map(statement)],
    ["authData", data],
  ];
  return encodeCbor(new Map(members));
}

/** SHA-256 of a text or of bytes. */
export function sha256(data: string | Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}

function coseKey(key: KeyObject): Buffer {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  const members: [number, Cbor][] = [
    [1, 2], // kty: EC2
    [3, es256],
    [-1, 1], // crv: P-256
    [-2, Buffer.from(x, "base64url")],
    [-3, Buffer.from(y, "base64url")],
  ];
  return encodeCbor(new Map(members));
}
