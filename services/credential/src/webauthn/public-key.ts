import { constants, createPublicKey, type JsonWebKey, type KeyObject, verify } from "node:crypto";
import { createLru } from "@signet/kit";
import { type CoseKey, decodeCoseKey } from "./cose.ts";

/** The COSE algorithms that credentials may use, in the order in which they are offered. */
export const algorithms: readonly number[] = [-7, -35, -36, -257, -258, -259, -37, -38, -39, -8];

/** A credential's public key, ready to verify signatures. */
export interface PublicKey {
  readonly algorithm: Algorithm;
  readonly key: KeyObject;
}

/** Gives the key behind a stored COSE_Key in base64url; undefined for one that is not usable. */
export type KeyReader = (coseKey: string) => PublicKey | undefined;

interface Algorithm {
  readonly hash: "sha256" | "sha384" | "sha512" | undefined;
  readonly padding?: "pss" | "pkcs1";
  readonly jwk: (key: CoseKey) => JsonWebKey | undefined;
}

/** COSE algorithm → how its keys look and sign (RFC 9053, RFC 8812, RFC 8230). */
const table: ReadonlyMap<number, Algorithm> = new Map<number, Algorithm>([
  [-7, { hash: "sha256", jwk: elliptic(1, "P-256", 32) }],
  [-35, { hash: "sha384", jwk: elliptic(2, "P-384", 48) }],
  [-36, { hash: "sha512", jwk: elliptic(3, "P-521", 66) }],
  [-257, { hash: "sha256", padding: "pkcs1", jwk: rsa }],
  [-258, { hash: "sha384", padding: "pkcs1", jwk: rsa }],
  [-259, { hash: "sha512", padding: "pkcs1", jwk: rsa }],
  [-37, { hash: "sha256", padding: "pss", jwk: rsa }],
  [-38, { hash: "sha384", padding: "pss", jwk: rsa }],
  [-39, { hash: "sha512", padding: "pss", jwk: rsa }],
  [-8, { hash: undefined, jwk: edwards }],
]);

/**
 * Makes a reader that remembers the keys it read last. OpenSSL checks each new key in full, which costs more than the
 * signature that it verifies (0.25 ms against 0.15 ms for P-256), and those who sign in often are few at a time.
 */
export function createKeyReader(remembered = 1_000): KeyReader {
  const keys = createLru<PublicKey>(remembered);
  return (coseKey) => {
    const known = keys.get(coseKey);
    if (known) return known;
    const key = readPublicKey(Buffer.from(coseKey, "base64url"));
    if (key) keys.set(coseKey, key);
    return key;
  };
}

/**
 * Whether bytes are a COSE_Key of a known algorithm and size. That its point lies on its curve is OpenSSL's to find out,
 * at the first signature: an import of many would wait for a quarter of a millisecond each.
 */
export function isPublicKey(coseKey: Buffer): boolean {
  return keyIn(coseKey) !== undefined;
}

/** Reads a COSE_Key; undefined for one of another algorithm, of the wrong size, or that is no point of its curve. */
export function readPublicKey(coseKey: Buffer): PublicKey | undefined {
  const found = keyIn(coseKey);
  if (!found) return undefined;
  try {
    return { algorithm: found.algorithm, key: createPublicKey({ key: found.jwk, format: "jwk" }) };
  } catch {
    return undefined; // A point that is not on its curve.
  }
}

function keyIn(coseKey: Buffer): { readonly algorithm: Algorithm; readonly jwk: JsonWebKey } | undefined {
  const members = decodeCoseKey(coseKey);
  const name = members?.get(3);
  const algorithm = typeof name === "number" ? table.get(name) : undefined;
  const jwk = members && algorithm?.jwk(members);
  return algorithm && jwk && { algorithm, jwk };
}

/** Whether a signature over the data was made with the private half of a key. */
export function isSignedBy({ algorithm, key }: PublicKey, data: Buffer, signature: Buffer): boolean {
  return verify(algorithm.hash, data, { key, ...paddings[algorithm.padding ?? "none"] }, signature);
}

const paddings = {
  none: {},
  pkcs1: { padding: constants.RSA_PKCS1_PADDING },
  pss: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
};

function elliptic(curve: number, crv: string, size: number) {
  return (key: CoseKey): JsonWebKey | undefined => {
    const [x, y] = [key.get(-2), key.get(-3)];
    if (key.get(1) !== 2 || key.get(-1) !== curve || !isBytes(x, size) || !isBytes(y, size)) return undefined;
    return { kty: "EC", crv, x: x.toString("base64url"), y: y.toString("base64url") };
  };
}

function edwards(key: CoseKey): JsonWebKey | undefined {
  const x = key.get(-2);
  if (key.get(1) !== 1 || key.get(-1) !== 6 || !isBytes(x, 32)) return undefined;
  return { kty: "OKP", crv: "Ed25519", x: x.toString("base64url") };
}

function rsa(key: CoseKey): JsonWebKey | undefined {
  const [n, e] = [key.get(-1), key.get(-2)];
  if (key.get(1) !== 3 || !Buffer.isBuffer(n) || !Buffer.isBuffer(e)) return undefined;
  // Below 2048 bits a key is no proof; above 8192, or with a huge exponent, it is an attack on our time.
  if (n.length < 256 || n.length > 1024 || e.length === 0 || e.length > 4) return undefined;
  return { kty: "RSA", n: n.toString("base64url"), e: e.toString("base64url") };
}

function isBytes(member: number | Buffer | undefined, size: number): member is Buffer {
  return Buffer.isBuffer(member) && member.length === size;
}
