import { isSameBytes } from "@signet/kit";

/** One spelling of a password hash that is understood. Whatever costs more than any login should is not accepted. */
export interface Kind {
  readonly pattern: RegExp;
  /** Whether the parameters are within reason; `found` is what the pattern found. */
  isReasonable(found: Groups): boolean;
  verify(password: string, found: Groups, hash: string): Promise<boolean>;
}

export type Groups = Readonly<Record<string, string>>;

/** What one check of a password may take, so that a few of them never fill the machine. */
export const MAX_MEMORY_BYTES = 256 * 1024 * 1024;

/** Base64 in a pattern, with or without padding, and with the dot that passlib writes in place of a plus. */
export const base64 = "[A-Za-z0-9+/.]+={0,2}";

/** The bytes of such a text. */
export function bytes(text = ""): Buffer {
  return Buffer.from(text.replaceAll(".", "+"), "base64");
}

/** Compares what was made of a password with what is stored, in constant time. Nothing is the hash of no password. */
export function isEqual(made: Buffer, expected: Buffer): boolean {
  return made.length > 0 && isSameBytes(made, expected);
}
