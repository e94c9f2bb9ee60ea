import { createCipheriv, pbkdf2, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { verify as verifyArgon2 } from "@node-rs/argon2";
import { verify as verifyBcrypt } from "@node-rs/bcrypt";

/** One kind of password hash that may be imported. Whatever costs more than any login should is not accepted. */
interface Kind {
  readonly pattern: RegExp;
  /** Whether the parameters are within reason; `found` is what the pattern found. */
  isReasonable(found: Groups): boolean;
  verify(password: string, found: Groups, hash: string): Promise<boolean>;
}

type Groups = Readonly<Record<string, string>>;

const MAX_MEMORY_BYTES = 256 * 1024 * 1024;
const MAX_ITERATIONS = 10_000_000;
const scryptKey = promisify<string, Buffer, number, ScryptCost, Buffer>(scrypt);
const pbkdf2Key = promisify(pbkdf2);

interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly maxmem?: number;
}

const base64 = "[A-Za-z0-9+/.]+={0,2}";

/** The hashes that are understood, by what they begin with. */
const kinds: readonly Kind[] = [
  {
    pattern: /^\$argon2(?:id|i|d)\$v=\d+\$m=(?<m>\d{1,7}),t=(?<t>\d{1,3}),p=(?<p>\d{1,2})\$/,
    isReasonable: ({ m, t }) => Number(m) * 1024 <= MAX_MEMORY_BYTES && Number(m) * Number(t) <= 4 * 1024 * 1024,
    verify: (password, _found, hash) => verifyArgon2(hash, password),
  },
  {
    // The library takes all four spellings for one algorithm.
    pattern: /^\$2[abxy]\$(?<cost>\d\d)\$[./A-Za-z0-9]{53}$/,
    isReasonable: ({ cost }) => Number(cost) >= 4 && Number(cost) <= 16,
    verify: (password, _found, hash) => verifyBcrypt(password, hash),
  },
  {
    pattern: new RegExp(
      `^\\$scrypt\\$ln=(?<ln>\\d{1,2}),r=(?<r>\\d{1,3}),p=(?<p>\\d{1,3})\\$(?<salt>${base64})\\$(?<key>${base64})$`,
    ),
    isReasonable: (found) => isReasonableScrypt(costOf(found.ln, found)),
    async verify(password, { ln, salt, key, ...found }) {
      const expected = bytes(key);
      return isEqual(await scryptKey(password, bytes(salt), expected.length, costOf(ln, found)), expected);
    },
  },
  {
    // Firebase: the key that scrypt makes encrypts a secret of the project; the result is the hash.
    pattern: new RegExp(
      `^\\$fbscrypt\\$v=1,n=(?<n>\\d{1,2}),r=(?<r>\\d{1,3}),p=(?<p>\\d{1,3}),ss=(?<separator>${base64}),sk=(?<signer>${base64})\\$(?<salt>${base64})\\$(?<key>${base64})$`,
    ),
    isReasonable: (found) => isReasonableScrypt(costOf(found.n, found)),
    async verify(password, { n, separator, signer, salt, key, ...found }) {
      const salted = Buffer.concat([bytes(salt), bytes(separator)]);
      const cipherKey = await scryptKey(password, salted, 32, costOf(n, found));
      const cipher = createCipheriv("aes-256-ctr", cipherKey, Buffer.alloc(16));
      return isEqual(Buffer.concat([cipher.update(bytes(signer)), cipher.final()]), bytes(key));
    },
  },
  {
    // Both spellings: i=…,l=… of the PHC string format, and the bare number of passlib.
    pattern: new RegExp(
      `^\\$pbkdf2(?:-(?<hash>sha1|sha256|sha512))?\\$(?:i=)?(?<i>\\d{1,8})(?:,l=\\d+)?\\$(?<salt>${base64})\\$(?<key>${base64})$`,
    ),
    isReasonable: ({ i }) => Number(i) > 0 && Number(i) <= MAX_ITERATIONS,
    async verify(password, { hash = "sha1", i, salt, key }) {
      const expected = bytes(key);
      return isEqual(await pbkdf2Key(password, bytes(salt), Number(i), expected.length, hash), expected);
    },
  },
];

/** Whether a hash is of a kind that can be verified, at a bearable cost. */
export function isKnownHash(hash: string): boolean {
  return kinds.some(({ pattern, isReasonable }) => {
    const found = pattern.exec(hash);
    return found !== null && isReasonable(found.groups ?? {});
  });
}

/** Whether a password has a hash of one of the known kinds. False for a hash of any other kind. */
export async function isPasswordOf(hash: string, password: string): Promise<boolean> {
  if (!isKnownHash(hash)) return false;
  for (const { pattern, verify } of kinds) {
    const found = pattern.exec(hash);
    if (found) return verify(password, found.groups ?? {}, hash);
  }
  return false;
}

function costOf(exponent: string | undefined, { r, p }: Groups): ScryptCost {
  return { N: 2 ** Number(exponent), r: Number(r), p: Number(p), maxmem: 2 * MAX_MEMORY_BYTES };
}

function isReasonableScrypt({ N, r, p }: ScryptCost): boolean {
  return N > 1 && r > 0 && p > 0 && p <= 16 && 128 * N * r <= MAX_MEMORY_BYTES;
}

/** Base64 with or without padding, and with the dot that passlib writes in place of a plus. */
function bytes(text = ""): Buffer {
  return Buffer.from(text.replaceAll(".", "+"), "base64");
}

function isEqual(made: Buffer, expected: Buffer): boolean {
  return made.length > 0 && made.length === expected.length && timingSafeEqual(made, expected);
}
