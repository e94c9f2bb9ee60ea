import { createHash, timingSafeEqual } from "node:crypto";

/** Whether bytes are the same, in a time that does not tell where they differ. Their number is no secret. */
export function isSameBytes(given: Uint8Array, expected: Uint8Array): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Whether texts are the same, in a time that tells not even their lengths apart: digests have one length. */
export function isSameText(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
