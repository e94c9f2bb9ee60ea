import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { isSameBytes } from "./constant-time.ts";

/**
 * Protection of what is stored, under keys derived from `secret_keys` (HKDF, RFC 5869), one per purpose, so that a
 * value sealed for one purpose opens for no other. The first key protects; all of them are tried when reading, so keys
 * rotate by putting a new one in front.
 */
export interface Secrets {
  /** Encrypts (AES-256-GCM); the result is base64url. */
  seal(purpose: string, plaintext: string): string;
  /** Decrypts what seal() made. Throws when no key fits or a bit changed. */
  open(purpose: string, sealed: string): string;
  /** HMAC-SHA-256 under the first key, base64url. */
  mac(purpose: string, text: string): string;
  /** The MAC under every key, first key first: for look-ups by MAC. */
  macs(purpose: string, text: string): readonly string[];
  /** Compares in constant time, under every key. */
  isMac(purpose: string, text: string, mac: string): boolean;
}

/** Derives everything from the configured keys, each of at least 16 bytes. */
export function createSecrets(keys: readonly string[]): Secrets {
  if (keys.length === 0) throw new Error("secret_keys: at least one key is needed");
  const derived = new Map<string, readonly Buffer[]>();

  const keysFor = (purpose: string): readonly Buffer[] => {
    const known = derived.get(purpose);
    if (known) return known;
    const made = keys.map((key) => Buffer.from(hkdfSync("sha256", key, "signet", purpose, 32)));
    derived.set(purpose, made);
    return made;
  };
  const macWith = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();

  return {
    seal: (purpose, plaintext) => encrypt(first(keysFor(`seal:${purpose}`)), plaintext),
    open(purpose, sealed) {
      for (const key of keysFor(`seal:${purpose}`)) {
        const plaintext = decrypt(key, sealed);
        if (plaintext !== undefined) return plaintext;
      }
      throw new Error(`a stored ${purpose} cannot be opened: is the key that sealed it still in secret_keys?`);
    },
    mac: (purpose, text) => macWith(first(keysFor(`mac:${purpose}`)), text).toString("base64url"),
    macs: (purpose, text) => keysFor(`mac:${purpose}`).map((key) => macWith(key, text).toString("base64url")),
    isMac(purpose, text, mac) {
      const given = Buffer.from(mac, "base64url");
      let found = false;
      for (const key of keysFor(`mac:${purpose}`)) {
        if (isSameBytes(given, macWith(key, text))) found = true;
      }
      return found;
    },
  };
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

function encrypt(key: Buffer, plaintext: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const body = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString("base64url");
}

function decrypt(key: Buffer, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const body = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([body, decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

function first<T>(list: readonly T[]): T {
  const [item] = list;
  if (item === undefined) throw new Error("an empty list has no first item");
  return item;
}
