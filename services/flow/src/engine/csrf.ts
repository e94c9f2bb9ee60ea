import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Secrets } from "@signet/kit";
import type { FlowName } from "./types.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const TIME_DIGITS = 8;
const MAC_DIGITS = 24;

/** A random token of 32 characters [0-9A-Za-z]. */
export function randomCsrfToken(): string {
  let token = "";
  while (token.length < TIME_DIGITS + MAC_DIGITS) {
    // 248 is the largest multiple of 62 below 256: bytes above it would favour the first letters.
    for (const byte of randomBytes(48)) {
      if (byte < 248 && token.length < TIME_DIGITS + MAC_DIGITS) token += ALPHABET[byte % 62];
    }
  }
  return token;
}

/** What the first token of a conversation is bound to. */
export interface Beginning {
  readonly tenantId: string;
  readonly name: FlowName;
  readonly flowId: string;
}

/**
 * The token of a conversation that has only begun: its birth time and a MAC. It proves that we began the conversation,
 * so nothing needs to be stored before somebody answers, and a page view costs no write.
 */
export function firstCsrfToken(secrets: Secrets, beginning: Beginning, now: Date): string {
  const time = toBase62(BigInt(now.getTime()), TIME_DIGITS);
  return time + digits(secrets.mac(PURPOSE, subject(beginning, time)));
}

/** When a conversation began, if this is its first token; undefined otherwise. */
export function beganAt(secrets: Secrets, beginning: Beginning, token: string): Date | undefined {
  if (!/^[0-9A-Za-z]{32}$/.test(token)) return undefined;
  const time = token.slice(0, TIME_DIGITS);
  const mac = token.slice(TIME_DIGITS);
  const expected = secrets.macs(PURPOSE, subject(beginning, time)).map(digits);
  if (!expected.some((candidate) => isSameToken(candidate, mac))) return undefined;
  return new Date(Number(fromBase62(time)));
}

/** Compares two tokens in constant time; digests have one length. */
export function isSameToken(a: string, b: string): boolean {
  return timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
}

const PURPOSE = "flow csrf token";

function subject({ tenantId, name, flowId }: Beginning, time: string): string {
  return `${tenantId} ${name} ${flowId} ${time}`;
}

/** The MAC in the token's alphabet: 24 digits hold 142 of its bits. */
function digits(mac: string): string {
  return toBase62(BigInt(`0x${Buffer.from(mac, "base64url").toString("hex")}`), MAC_DIGITS);
}

function toBase62(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest /= 62n) text = ALPHABET[Number(rest % 62n)] + text;
  return text;
}

function fromBase62(text: string): bigint {
  return [...text].reduce((value, digit) => value * 62n + BigInt(ALPHABET.indexOf(digit)), 0n);
}
