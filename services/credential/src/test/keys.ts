import { constants, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { coseKey } from "./cbor.ts";

/** A credential's key of any of the algorithms. */
export interface TestKey {
  readonly algorithm: number;
  /** COSE_Key. */
  readonly cose: Buffer;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  sign(data: Buffer): Buffer;
}

const elliptic: Readonly<Record<number, readonly [namedCurve: string, curve: number, hash: string]>> = {
  [-7]: ["P-256", 1, "sha256"],
  [-35]: ["P-384", 2, "sha384"],
  [-36]: ["P-521", 3, "sha512"],
};

const rsa: Readonly<Record<number, readonly [hash: string, padding: number]>> = {
  [-257]: ["sha256", constants.RSA_PKCS1_PADDING],
  [-258]: ["sha384", constants.RSA_PKCS1_PADDING],
  [-259]: ["sha512", constants.RSA_PKCS1_PADDING],
  [-37]: ["sha256", constants.RSA_PKCS1_PSS_PADDING],
  [-38]: ["sha384", constants.RSA_PKCS1_PSS_PADDING],
  [-39]: ["sha512", constants.RSA_PKCS1_PSS_PADDING],
};

const rsaPairs = new Map<string, ReturnType<typeof newRsaPair>>();
const newRsaPair = (bits: number) => generateKeyPairSync("rsa", { modulusLength: bits });

/** RSA keys take long to make, so there is one for each length and number. */
function rsaPair(bits: number, number: number) {
  const name = `${bits}/${number}`;
  const pair = rsaPairs.get(name) ?? newRsaPair(bits);
  rsaPairs.set(name, pair);
  return pair;
}

/** Makes a key of a COSE algorithm; with another number, another one. */
export function testKey(
  algorithm: number,
  { bits = 2_048, number = 1 }: { readonly bits?: number; readonly number?: number } = {},
): TestKey {
  const [named, signed] = [elliptic[algorithm], rsa[algorithm]];
  if (named) {
    const [namedCurve, curve, hash] = named;
    const pair = generateKeyPairSync("ec", { namedCurve });
    const { x, y } = pair.publicKey.export({ format: "jwk" });
    const cose = coseKey([1, 2], [3, algorithm], [-1, curve], [-2, bytes(x)], [-3, bytes(y)]);
    return { ...pair, algorithm, cose, sign: (data) => sign(hash, data, pair.privateKey) };
  }
  if (signed) {
    const [hash, padding] = signed;
    const pair = rsaPair(bits, number);
    const { n, e } = pair.publicKey.export({ format: "jwk" });
    const cose = coseKey([1, 3], [3, algorithm], [-1, bytes(n)], [-2, bytes(e)]);
    const key = { key: pair.privateKey, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    return { ...pair, algorithm, cose, sign: (data) => sign(hash, data, key) };
  }
  const pair = generateKeyPairSync("ed25519");
  const { x } = pair.publicKey.export({ format: "jwk" });
  const cose = coseKey([1, 1], [3, algorithm], [-1, 6], [-2, bytes(x)]);
  return { ...pair, algorithm, cose, sign: (data) => sign(undefined, data, pair.privateKey) };
}

function bytes(text = ""): Buffer {
  return Buffer.from(text, "base64url");
}
