import { pbkdf2 as pbkdf2WithCallback } from "node:crypto";
import { promisify } from "node:util";
import { base64, bytes, type Groups, isEqual, type Kind } from "./kind.ts";

/** A second or so; twice what Django's newest release asks for. */
const MAX_ITERATIONS = 2_000_000;

const key = promisify(pbkdf2WithCallback);

/** PBKDF2 (RFC 8018) as it is spelt by PHC, passlib, Django and Werkzeug. */
export const pbkdf2: readonly Kind[] = [
  {
    // i=…,l=… of the PHC string format, and the bare number of passlib.
    pattern: new RegExp(
      `^\\$pbkdf2(?:-(?<hash>sha1|sha256|sha512))?\\$(?:i=)?(?<i>\\d{1,8})(?:,l=\\d+)?\\$(?<salt>${base64})\\$(?<key>${base64})$`,
    ),
    isReasonable,
    verify: (password, found) => isKey(password, { ...found, salt: bytes(found.salt), expected: bytes(found.key) }),
  },
  {
    // Django: the salt is text.
    pattern: new RegExp(`^pbkdf2_(?<hash>sha1|sha256)\\$(?<i>\\d{1,8})\\$(?<salt>[^$]{1,128})\\$(?<key>${base64})$`),
    isReasonable,
    verify: (password, found) => isKey(password, { ...found, salt: found.salt ?? "", expected: bytes(found.key) }),
  },
  {
    // Werkzeug (Flask): likewise, and the key is hexadecimal.
    pattern: /^pbkdf2:(?<hash>sha1|sha256|sha512):(?<i>\d{1,8})\$(?<salt>[^$]{1,128})\$(?<key>(?:[0-9a-f]{2})+)$/,
    isReasonable,
    verify: (password, found) =>
      isKey(password, { ...found, salt: found.salt ?? "", expected: Buffer.from(found.key ?? "", "hex") }),
  },
];

interface Given {
  readonly hash?: string;
  readonly i?: string;
  readonly salt: string | Buffer;
  readonly expected: Buffer;
}

async function isKey(password: string, { hash = "sha1", i, salt, expected }: Given): Promise<boolean> {
  return isEqual(await key(password, salt, Number(i), expected.length, hash), expected);
}

function isReasonable({ i }: Groups): boolean {
  return Number(i) > 0 && Number(i) <= MAX_ITERATIONS;
}
