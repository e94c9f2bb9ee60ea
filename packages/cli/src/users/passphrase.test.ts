import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect, test } from "vitest";
import { scryptIdentity, scryptRecipient } from "./age-scrypt.ts";
import { decrypted, encrypted } from "./passphrase.ts";

const PASSPHRASE = "correct horse battery staple";
/** Instead of a fifth of a second next to none; the cost is part of the file. */
const CHEAP = 4;

async function* chunks(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

async function textOf(parts: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all).toString("latin1");
}

const opened = (file: Uint8Array, passphrase = PASSPHRASE) => textOf(decrypted(chunks(file), async () => passphrase));

async function madeByAge(prepare: (encrypter: Encrypter) => void): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  prepare(encrypter);
  return encrypter.encrypt("everybody");
}

test("what is encrypted is opened again, and says what a passphrase costs", async () => {
  const file = await textOf(encrypted(chunks("every", "body"), PASSPHRASE));
  expect(file).toMatch(/^age-encryption\.org\/v1\n-> scrypt [A-Za-z0-9+/]{22} 17\n/);
  expect(await opened(Buffer.from(file, "latin1"))).toBe("everybody");
});

test("age opens what is made here", async () => {
  const file = await madeByAge((encrypter) => encrypter.addRecipient(scryptRecipient(PASSPHRASE, CHEAP)));
  const decrypter = new Decrypter();
  decrypter.addPassphrase(PASSPHRASE);
  expect(await decrypter.decrypt(file, "text")).toBe("everybody");
});

test("what age makes is opened here, with its passphrase alone", async () => {
  const file = await madeByAge((encrypter) => {
    encrypter.setPassphrase(PASSPHRASE);
    encrypter.setScryptWorkFactor(CHEAP);
  });
  expect(await opened(file)).toBe("everybody");
  await expect(opened(file, "another passphrase")).rejects.toThrow(/the passphrase is another one/);
});

test("a file for a key, or with a key beside the passphrase, is not opened", async () => {
  const recipient = await identityToRecipient(await generateX25519Identity());
  const forKey = await madeByAge((encrypter) => encrypter.addRecipient(recipient));
  await expect(opened(forKey)).rejects.toThrow(/cannot be decrypted/);
  const forBoth = await madeByAge((encrypter) => {
    encrypter.addRecipient(scryptRecipient(PASSPHRASE, CHEAP));
    encrypter.addRecipient(recipient);
  });
  await expect(opened(forBoth)).rejects.toThrow(/cannot be decrypted/);
});

test("a file that asks for too much work is refused before any is done", async () => {
  const [stanza] = await scryptRecipient(PASSPHRASE, CHEAP).wrapFileKey(Buffer.alloc(16));
  if (!stanza) throw new Error("there is one stanza for each recipient");
  for (const cost of ["21", "99", "021", "1e9", "-1", ""]) {
    const { args, body } = stanza;
    const asking = { args: [...args.slice(0, 2), cost], body };
    await expect(scryptIdentity(PASSPHRASE).unwrapFileKey([asking])).rejects.toThrow(/too much|not as age writes/);
  }
});

test("what is not encrypted passes as it is", async () => {
  expect(await opened(Buffer.from("[]"))).toBe("[]");
  expect(await opened(Buffer.alloc(0))).toBe("");
});
