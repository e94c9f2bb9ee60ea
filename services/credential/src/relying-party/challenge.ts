import { createHash } from "node:crypto";

/** A challenge alone, or one with the hash of a transaction at its end. */
const CHALLENGE = /^[A-Za-z0-9_-]{43}$|^[A-Za-z0-9_-]{86}$/;

/**
 * The challenge of a transaction: R ‖ SHA-256(identifier ‖ text), and R alone where there is nothing to sign
 * (authentication-api.md sections 1.7 and 2.6). The texts count byte by byte, as they came.
 */
export function challengeWith(random: Buffer, identifier: string, text: string): string {
  if (identifier === "" && text === "") return random.toString("base64url");
  return Buffer.concat([random, hashOf(identifier, text)]).toString("base64url");
}

/** Whether a challenge was made for these texts. */
export function isChallengeFor(challenge: string, identifier: string, text: string): boolean {
  const bytes = Buffer.from(challenge, "base64url");
  if (identifier === "" && text === "") return bytes.length === 32;
  return bytes.length === 64 && bytes.subarray(32).equals(hashOf(identifier, text));
}

/** Whether a text can be one of our challenges; what cannot is not looked for. */
export function isChallenge(text: string): boolean {
  return CHALLENGE.test(text);
}

function hashOf(identifier: string, text: string): Buffer {
  return createHash("sha256").update(identifier, "utf8").update(text, "utf8").digest();
}
