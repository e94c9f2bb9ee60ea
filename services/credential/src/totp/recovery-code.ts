import { randomInt } from "node:crypto";

/** How many codes a user gets at a time. */
const COUNT = 10;
/** Two groups of five out of 31 characters: 49 bits, and the server counts the guesses. */
const GROUPS = 2;
const GROUP_LENGTH = 5;
/** Lower case letters and digits, without those that look like another: 0, 1, i, l and o. */
const ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";

/** Ten fresh codes, as they are shown. */
export function newRecoveryCodes(): readonly string[] {
  const codes = new Set<string>();
  while (codes.size < COUNT) codes.add(Array.from({ length: GROUPS }, newGroup).join("-"));
  return [...codes];
}

/** A code as it was typed, in the spelling that is compared; undefined for what cannot be a code. */
export function recoveryCodeFrom(text: string): string | undefined {
  const code = text.toLowerCase().replace(/[\s-]/g, "");
  return code.length === GROUPS * GROUP_LENGTH && [...code].every((letter) => ALPHABET.includes(letter))
    ? code
    : undefined;
}

/** What the MAC of a code is made of: a code is one user's. */
export function macText(userId: string, code: string): string {
  return `${userId}:${code.replaceAll("-", "")}`;
}

function newGroup(): string {
  return Array.from({ length: GROUP_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join("");
}
