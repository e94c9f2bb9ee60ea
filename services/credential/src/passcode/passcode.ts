import { randomInt } from "node:crypto";
import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";

/** A one-time code on its way to an address. */
export interface Passcode {
  readonly id: string;
  readonly address: string;
  /** MAC of the code, bound to the id: the same code under another id has another one. */
  readonly codeMac: string;
  readonly expireTime: Date;
  readonly createTime: Date;
}

/** The alphabets of codes, by the setting's word. */
export type Charset = "numeric" | "alphanumeric";

/** How often a code may be guessed at. */
export const MAX_ATTEMPTS = 3;

const LENGTH = 6;
/** No two characters of it look alike. */
const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** A random code; every one is as likely as any other. */
export function newCode(charset: Charset): string {
  // 999999 is left out, as clients are used to.
  if (charset === "numeric") return String(randomInt(999_999)).padStart(LENGTH, "0");
  return Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join("");
}

/** What the MAC of a code is made of. */
export function macText(id: string, code: string): string {
  return `${id}:${code}`;
}

/** Tells what a wrong code means, by the attempts that were made so far. */
export function wrongCode(attempts: number) {
  if (attempts < MAX_ATTEMPTS) return problem(Reason.PASSCODE_INVALID, "the code is wrong, expired or used");
  return problem(Reason.PASSCODE_ATTEMPTS_EXHAUSTED, "the code was guessed at too often");
}
