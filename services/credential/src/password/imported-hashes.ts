import { argon2 } from "./kinds/argon2.ts";
import { bcrypt } from "./kinds/bcrypt.ts";
import type { Kind } from "./kinds/kind.ts";
import { pbkdf2 } from "./kinds/pbkdf2.ts";
import { scrypt } from "./kinds/scrypt.ts";

/** The hashes that are understood; docs/migrating.md shows one of each. */
const kinds: readonly Kind[] = [...argon2, ...bcrypt, ...scrypt, ...pbkdf2];

/** Longer than any of them with sensible parameters. */
const LONGEST = 1_000;

/** Whether a hash is of a kind that can be verified, at a bearable cost. */
export function isKnownHash(hash: string): boolean {
  return kindOf(hash) !== undefined;
}

/** Whether a password has a hash of one of the known kinds. False for a hash of any other kind. */
export async function isPasswordOf(hash: string, password: string): Promise<boolean> {
  const found = kindOf(hash);
  if (!found) return false;
  try {
    return await found.kind.verify(password, found.groups, hash);
  } catch {
    // What looks like a hash and is none that the library can read: no password has it.
    return false;
  }
}

function kindOf(hash: string) {
  if (hash.length > LONGEST) return undefined;
  for (const kind of kinds) {
    const found = kind.pattern.exec(hash);
    if (found) return kind.isReasonable(found.groups ?? {}) ? { kind, groups: found.groups ?? {} } : undefined;
  }
  return undefined;
}
