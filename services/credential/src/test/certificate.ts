import { createHash } from "node:crypto";
import type { TestKey } from "./keys.ts";

/** A value in DER: its tag in hex, and its content. */
export function der(tag: string, ...content: readonly (Buffer | string)[]): Buffer {
  const bytes = Buffer.concat(content.map((each) => (typeof each === "string" ? Buffer.from(each, "hex") : each)));
  return Buffer.concat([Buffer.from(tag, "hex"), length(bytes.length), bytes]);
}

function length(count: number): Buffer {
  if (count < 0x80) return Buffer.from([count]);
  return count < 0x100 ? Buffer.from([0x81, count]) : Buffer.from([0x82, count >> 8, count & 0xff]);
}

const sequence = (...content: readonly (Buffer | string)[]) => der("30", ...content);
const ecdsaWithSha256 = sequence(der("06", "2a8648ce3d040302"));

/** An extension of a certificate, by its object identifier in hex. */
export function extension(oid: string, value: Buffer): Buffer {
  return sequence(der("06", oid), der("04", value));
}

/** An extension that says where to ask whether the certificate was revoked. */
export function revocationList(url: string): Buffer {
  const point = sequence(der("a0", der("a0", der("86", Buffer.from(url)))));
  return extension("551d1f", sequence(point));
}

/** The description of a key by Android's key store, about some client data. */
export function keyDescription(challenge: Buffer, options: { readonly forAll?: "software" | "hardware" } = {}): Buffer {
  const all = der("bf8458", der("05"));
  const list = (kind: string) => sequence(...(options.forAll === kind ? [all] : []), der("bf853e", der("02", "00")));
  const level = der("0a", "01");
  const members = [der("02", "03"), level, der("02", "04"), level, der("04", challenge), der("04")];
  return extension("2b06010401d679020111", sequence(...members, list("software"), list("hardware")));
}

/** A certificate for a P-256 key, signed by another one. */
export function certificate(options: {
  readonly key: TestKey;
  readonly signer: TestKey;
  readonly subject: string;
  readonly issuer: string;
  readonly extensions: readonly Buffer[];
}): Buffer {
  const { key, signer, extensions } = options;
  const body = sequence(
    der("a0", der("02", "02")),
    der("02", createHash("sha256").update(options.subject).digest().subarray(0, 8).fill(1, 0, 1)),
    ecdsaWithSha256,
    name(options.issuer),
    sequence(der("17", Buffer.from("240101000000Z")), der("18", Buffer.from("30240101000000Z"))),
    name(options.subject),
    key.publicKey.export({ format: "der", type: "spki" }),
    der("a3", sequence(...extensions)),
  );
  return sequence(body, ecdsaWithSha256, der("03", "00", signer.sign(body)));
}

/** A distinguished name as attestation certificates have it (WebAuthn Level 3 section 8.2.1). */
function name(commonName: string): Buffer {
  const parts = { "550406": "AA", "55040a": "Signet", "55040b": "Authenticator Attestation", "550403": commonName };
  const sets = Object.entries(parts).map(([oid, text]) =>
    der("31", sequence(der("06", oid), der("0c", Buffer.from(text)))),
  );
  return sequence(...sets);
}
