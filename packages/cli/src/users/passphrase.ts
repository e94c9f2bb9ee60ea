import { readFile } from "node:fs/promises";
import { ReadableStream } from "node:stream/web";
import { Decrypter, Encrypter } from "age-encryption";
import { fileFault } from "../file-fault.ts";
import { scryptIdentity, scryptRecipient } from "./age-scrypt.ts";

/** As much as keeps a stolen export from being tried at in a hurry. */
const LEAST_CHARACTERS = 12;
/** 128 MiB and a fifth of a second for every passphrase that somebody tries: what OWASP recommends. */
const SCRYPT_LOG_N = 17;
const AGE_HEADER = "age-encryption.org/v1";

/** The passphrase in a file: its first line. */
export async function readPassphrase(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch((error) => {
    throw fileFault(file, "read", error);
  });
  const [passphrase = ""] = text.split(/\r?\n/);
  if ([...passphrase].length < LEAST_CHARACTERS) {
    throw new Error(`the passphrase, the first line of ${file}, must have at least ${LEAST_CHARACTERS} characters`);
  }
  return passphrase;
}

/** Encrypts for a passphrase, in the format of age (age-encryption.org): scrypt, then ChaCha20-Poly1305 in chunks. */
export async function* encrypted(chunks: AsyncIterable<Uint8Array>, passphrase: string): AsyncGenerator<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(scryptRecipient(passphrase, SCRYPT_LOG_N));
  yield* await encrypter.encrypt(streamOf(chunks));
}

/** Decrypts what encrypted(), or `age --passphrase`, made; anything else passes as it is. */
export async function* decrypted(
  chunks: AsyncIterable<Uint8Array>,
  passphrase: () => Promise<string>,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const { value: first = new Uint8Array() } = await iterator.next();
  const all = resume(first, iterator);
  if (!Buffer.from(first.subarray(0, AGE_HEADER.length)).equals(Buffer.from(AGE_HEADER))) return yield* all;

  const decrypter = new Decrypter();
  decrypter.addIdentity(scryptIdentity(await passphrase()));
  try {
    yield* await decrypter.decrypt(streamOf(all));
  } catch (error) {
    throw new Error("the file cannot be decrypted: the passphrase is another one, or the file was changed", {
      cause: error,
    });
  }
}

function streamOf(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks);
}

async function* resume(first: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}
