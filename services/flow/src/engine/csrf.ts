import { randomBytes } from "node:crypto";
import { isSameText, type Secrets } from "@signet/kit";
import type { FlowName } from "./types.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const TIME_DIGITS = 8;
const MAC_DIGITS = 24;
/** Eight digits are the most that six bytes fill, and both are exact as numbers. */
const GROUP = { digits: 8, bytes: 6, size: 62 ** 8 };

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

/** The process that began a conversation may be ahead of the one that goes on with it. */
const CLOCKS_DIFFER_MS = 60_000;

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
  const time = toBase62(now.getTime(), TIME_DIGITS);
  return time + digits(secrets.mac(PURPOSE, subject(beginning, time)));
}

/** When a conversation began, if this is its first token; undefined otherwise. */
export function beganAt(secrets: Secrets, beginning: Beginning, token: string, now: Date): Date | undefined {
  if (!/^[0-9A-Za-z]{32}$/.test(token)) return undefined;
  const time = token.slice(0, TIME_DIGITS);
  const began = fromBase62(time);
  // Nearly every later token, being random, reads as a time that is still to come: no MAC has to be made for these.
  if (began > now.getTime() + CLOCKS_DIFFER_MS) return undefined;
  const mac = token.slice(TIME_DIGITS);
  const expected = secrets.macs(PURPOSE, subject(beginning, time)).map(digits);
  return expected.some((candidate) => isSameText(candidate, mac)) ? new Date(began) : undefined;
}

const PURPOSE = "flow csrf token";

function subject({ tenantId, name, flowId }: Beginning, time: string): string {
  return `${tenantId} ${name} ${flowId} ${time}`;
}

/** The MAC in the token's alphabet: 24 digits hold 142 of its bits. */
function digits(mac: string): string {
  const bytes = Buffer.from(mac, "base64url");
  let text = "";
  for (let at = 0; text.length < MAC_DIGITS; at += GROUP.bytes) {
    text += toBase62(bytes.readUIntBE(at, GROUP.bytes) % GROUP.size, GROUP.digits);
  }
  return text;
}

function toBase62(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / 62)) text = ALPHABET[rest % 62] + text;
  return text;
}

function fromBase62(text: string): number {
  return [...text].reduce((value, digit) => value * 62 + ALPHABET.indexOf(digit), 0);
}
