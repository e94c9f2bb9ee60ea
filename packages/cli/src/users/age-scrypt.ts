import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { type Identity, type Recipient, Stanza } from "age-encryption";

/*
 * The recipient "scrypt" of age (age-encryption.org/v1) with the scrypt of Node: the library's own is JavaScript, takes
 * ten times as long and lets nothing else run meanwhile.
 */

const LABEL = "age-encryption.org/v1/scrypt";
const CIPHER = "chacha20-poly1305";
const SALT_BYTES = 16;
const TAG_BYTES = 16;
const FILE_KEY_BYTES = 16;
/** Of keys that encrypt one thing only. */
const NONCE = Buffer.alloc(12);
/** A gibibyte: whoever wants more of the reader's memory is no friend. */
const MOST_LOG_N = 20;

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** Wraps the key of a file for a passphrase. */
export function scryptRecipient(passphrase: string, logN: number): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(SALT_BYTES);
      const key = await wrappingKey(passphrase, salt, logN);
      const cipher = createCipheriv(CIPHER, key, NONCE, { authTagLength: TAG_BYTES });
      const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
      return [new Stanza(["scrypt", salt.toString("base64").replaceAll("=", ""), String(logN)], body)];
    },
  };
}

/** Finds the key of a file that was encrypted for a passphrase; for another one there is none, which is null in age. */
export function scryptIdentity(passphrase: string): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const [stanza] = stanzas;
      const [kind, salt = "", logN = ""] = stanza?.args ?? [];
      if (!stanza || kind !== "scrypt") return null;
      const isWellFormed =
        stanzas.length === 1 &&
        stanza.args.length === 3 &&
        /^[A-Za-z0-9+/]{22}$/.test(salt) &&
        /^[1-9]\d?$/.test(logN) &&
        stanza.body.length === FILE_KEY_BYTES + TAG_BYTES;
      if (!isWellFormed) throw new Error("the header of the encrypted file is not as age writes it");
      if (Number(logN) > MOST_LOG_N) throw new Error("the passphrase of the encrypted file costs too much to try");

      return opened(stanza.body, await wrappingKey(passphrase, Buffer.from(salt, "base64"), Number(logN)));
    },
  };
}

function opened(body: Uint8Array, key: Buffer): Uint8Array | null {
  const decipher = createDecipheriv(CIPHER, key, NONCE, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(body.subarray(FILE_KEY_BYTES));
  try {
    return Buffer.concat([decipher.update(body.subarray(0, FILE_KEY_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

function wrappingKey(passphrase: string, salt: Buffer, logN: number): Promise<Buffer> {
  const cost = { N: 2 ** logN, r: 8, p: 1, maxmem: 2 ** logN * 8 * 256 };
  return derive(passphrase, Buffer.concat([Buffer.from(LABEL), salt]), 32, cost);
}
