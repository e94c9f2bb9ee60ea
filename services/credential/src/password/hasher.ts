import { randomBytes } from "node:crypto";
import { hash } from "@node-rs/argon2";
import { isPasswordOf } from "./imported-hashes.ts";
import type { WorkQueue } from "./work-queue.ts";

/** Makes and checks password hashes, off the event loop and a few at a time. */
export interface Hasher {
  /** Hashes with argon2id; the result is a PHC string. */
  hash(password: string, signal?: AbortSignal): Promise<string>;
  /** Checks a password. Without a hash it takes the same time and is wrong. */
  matches(password: string, hash: string | undefined, signal?: AbortSignal): Promise<boolean>;
  /** Whether a hash was made with another algorithm or other costs than hash() uses. */
  isOutdated(hash: string): boolean;
}

/** The costs that OWASP recommends for argon2id, which is what the library makes unless told otherwise. */
const COSTS = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };
const PREFIX = "$argon2id$v=19$m=19456,t=2,p=1$";

/** A hasher over a queue. */
export function createHasher(queue: WorkQueue): Hasher {
  // Nobody's password: what is compared with when there is none, so that the time does not tell.
  const nobodys = `${PREFIX}${phcBase64(randomBytes(16))}$${phcBase64(randomBytes(32))}`;
  return {
    hash: (password, signal) => queue.run(() => hash(password, COSTS), signal),
    async matches(password, stored, signal) {
      const isMatch = await queue.run(() => isPasswordOf(stored ?? nobodys, password), signal);
      return isMatch && stored !== undefined;
    },
    isOutdated: (stored) => !stored.startsWith(PREFIX),
  };
}

function phcBase64(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("=", "");
}
