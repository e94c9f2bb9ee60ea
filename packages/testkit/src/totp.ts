import { createHmac } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const stepMilliseconds = 30_000;

/**
 * The six digits an authenticator app shows (RFC 6238, SHA-1, 30 s) at the given moment.
 * `offset` counts steps, so that one secret can be used several times without waiting.
 * Written apart from the server's library, so that a test compares two implementations.
 */
export function totp(secret: string, { at = new Date(), offset = 0 }: { at?: Date; offset?: number } = {}): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / stepMilliseconds) + offset));
  const mac = createHmac("sha1", fromBase32(secret)).update(counter).digest();
  const start = mac.readUInt8(mac.length - 1) & 15;
  return String((mac.readUInt32BE(start) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const letter of text.toUpperCase().replace(/[\s=]/g, "")) {
    const digit = alphabet.indexOf(letter);
    if (digit < 0) throw new Error("a TOTP secret is written in base32");
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}
