import { createCipheriv, scrypt as scryptWithCallback } from "node:crypto";
import { promisify } from "node:util";
import { base64, bytes, type Groups, isEqual, type Kind, MAX_MEMORY_BYTES } from "./kind.ts";

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly maxmem?: number;
}

/** What all lanes together may fill: two seconds or so. */
const MAX_WORK_BYTES = 1024 * 1024 * 1024;

const key = promisify<string, string | Buffer, number, Cost, Buffer>(scryptWithCallback);

/** scrypt (RFC 7914) as it is spelt by PHC and passlib, Django, Werkzeug and Firebase. */
export const scrypt: readonly Kind[] = [
  {
    pattern: new RegExp(
      `^\\$scrypt\\$ln=(?<ln>\\d{1,2}),r=(?<r>\\d{1,3}),p=(?<p>\\d{1,3})\\$(?<salt>${base64})\\$(?<key>${base64})$`,
    ),
    isReasonable: (found) => isReasonable(cost(2 ** Number(found.ln), found)),
    async verify(password, { ln, salt, key: stored, ...found }) {
      const expected = bytes(stored);
      return isEqual(await key(password, bytes(salt), expected.length, cost(2 ** Number(ln), found)), expected);
    },
  },
  {
    // Django: the salt is text.
    pattern: new RegExp(
      `^scrypt\\$(?<n>\\d{1,8})\\$(?<salt>[^$]{1,128})\\$(?<r>\\d{1,3})\\$(?<p>\\d{1,3})\\$(?<key>${base64})$`,
    ),
    isReasonable: (found) => isReasonable(cost(Number(found.n), found)),
    async verify(password, { n, salt = "", key: stored, ...found }) {
      const expected = bytes(stored);
      return isEqual(await key(password, salt, expected.length, cost(Number(n), found)), expected);
    },
  },
  {
    // Werkzeug (Flask): likewise, and the key is hexadecimal.
    pattern: /^scrypt:(?<n>\d{1,8}):(?<r>\d{1,3}):(?<p>\d{1,3})\$(?<salt>[^$]{1,128})\$(?<key>(?:[0-9a-f]{2})+)$/,
    isReasonable: (found) => isReasonable(cost(Number(found.n), found)),
    async verify(password, { n, salt = "", key: stored = "", ...found }) {
      const expected = Buffer.from(stored, "hex");
      return isEqual(await key(password, salt, expected.length, cost(Number(n), found)), expected);
    },
  },
  {
    // Firebase: the key that scrypt makes encrypts a secret of the project; the result is the hash.
    pattern: new RegExp(
      `^\\$fbscrypt\\$v=1,n=(?<n>\\d{1,2}),r=(?<r>\\d{1,3}),p=(?<p>\\d{1,3}),ss=(?<separator>${base64}),sk=(?<signer>${base64})\\$(?<salt>${base64})\\$(?<key>${base64})$`,
    ),
    isReasonable: (found) => isReasonable(cost(2 ** Number(found.n), found)),
    async verify(password, { n, separator, signer, salt, key: stored, ...found }) {
      const salted = Buffer.concat([bytes(salt), bytes(separator)]);
      const cipherKey = await key(password, salted, 32, cost(2 ** Number(n), found));
      const cipher = createCipheriv("aes-256-ctr", cipherKey, Buffer.alloc(16));
      return isEqual(Buffer.concat([cipher.update(bytes(signer)), cipher.final()]), bytes(stored));
    },
  },
];

function cost(n: number, { r, p }: Groups): Cost {
  return { N: n, r: Number(r), p: Number(p), maxmem: 2 * MAX_MEMORY_BYTES };
}

function isReasonable({ N, r, p }: Cost): boolean {
  const isPowerOfTwo = N > 1 && Number.isInteger(Math.log2(N));
  const memory = 128 * N * r;
  return isPowerOfTwo && r > 0 && p > 0 && memory <= MAX_MEMORY_BYTES && memory * p <= MAX_WORK_BYTES;
}
