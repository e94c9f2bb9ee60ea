import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { promisify } from "node:util";

/** The signatures there are (RFC 7518 section 3.1). */
export type SigningAlgorithm = "ES256" | "RS256";

/** A key pair as JSON Web Keys (RFC 7517): one to publish, one to keep. */
export interface JwkPair {
  readonly publicJwk: JsonWebKey;
  readonly privateJwk: JsonWebKey;
}

/** Makes a new pair: P-256, or RSA with 2048 bits. */
export async function generateJwks(algorithm: SigningAlgorithm): Promise<JwkPair> {
  const { publicKey, privateKey } = await pairs[algorithm]();
  return { publicJwk: publicKey.export({ format: "jwk" }), privateJwk: privateKey.export({ format: "jwk" }) };
}

const generate = promisify(generateKeyPair);
const pairs = {
  ES256: () => generate("ec", { namedCurve: "P-256" }),
  RS256: () => generate("rsa", { modulusLength: 2048 }),
} satisfies Record<SigningAlgorithm, () => Promise<{ publicKey: KeyObject; privateKey: KeyObject }>>;

/** A private key to sign with. */
export function readPrivateJwk(jwk: JsonWebKey): KeyObject {
  return createPrivateKey({ key: jwk, format: "jwk" });
}

/** A public key to verify with. */
export function readPublicJwk(jwk: JsonWebKey): KeyObject {
  return createPublicKey({ key: jwk, format: "jwk" });
}

/** The protected header of every token that a key signs, encoded. */
export function jwsHeader(algorithm: SigningAlgorithm, keyId: string): string {
  return encode({ alg: algorithm, kid: keyId, typ: "JWT" });
}

/** JWS wants the two numbers of an ECDSA signature side by side (RFC 7518 section 3.4); RSA ignores the option. */
const dsaEncoding = "ieee-p1363";

/**
 * Signs claims as a compact JWS. Straight through node:crypto, which costs a third of what WebCrypto does for signatures
 * this small (docs/decisions/0003-own-compact-jws.md).
 */
export function signJws(header: string, claims: object, key: KeyObject): string {
  const input = `${header}.${encode(claims)}`;
  return `${input}.${sign("sha256", Buffer.from(input), { key, dsaEncoding }).toString("base64url")}`;
}

/** A compact JWS in its three encoded parts. */
export interface Jws {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

/** Far more than any cookie or header carries. */
const LONGEST_TOKEN = 32_768;

/** Takes a token apart; undefined when it has not the shape of a compact JWS, or is too long to be looked at. */
export function splitJws(token: string): Jws | undefined {
  if (token.length > LONGEST_TOKEN) return undefined;
  const [header, payload, signature, more] = token.split(".", 4);
  return header && payload && signature && more === undefined ? { header, payload, signature } : undefined;
}

/** Whether a key made the signature. An encoding that is not the canonical one is refused: one token has one spelling. */
export function isSignedBy({ header, payload, signature }: Jws, key: KeyObject): boolean {
  const bytes = Buffer.from(signature, "base64url");
  if (bytes.toString("base64url") !== signature) return false;
  return verify("sha256", Buffer.from(`${header}.${payload}`), { key, dsaEncoding }, bytes);
}

/** The claims of a token whose signature was checked. */
export function claimsOf({ payload }: Jws): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
