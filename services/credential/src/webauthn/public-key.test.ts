import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { cbor, coseKey as key } from "../test/cbor.ts";
import { testKey } from "../test/keys.ts";
import { algorithms, createKeyReader, readPublicKey } from "./public-key.ts";

const x = Buffer.alloc(32, 1);

test("keys of every algorithm are read, whatever else they carry", () => {
  for (const algorithm of algorithms) {
    const { cose, publicKey } = testKey(algorithm);
    expect(readPublicKey(cose)?.key.equals(publicKey)).toBe(true);
    // Key id (text or bytes) and key operations are allowed to be there.
    const more = Buffer.concat([
      Buffer.from([(cose[0] ?? 0) + 2]),
      cose.subarray(1),
      cbor(2),
      cbor("id"),
      cbor(-70),
      cbor(x),
    ]);
    expect(readPublicKey(more)?.key.equals(publicKey)).toBe(true);
  }
});

const unusable: readonly (readonly [what: string, cose: Buffer])[] = [
  ["nothing", Buffer.alloc(0)],
  ["no map", cbor("key")],
  ["a map that ends early", testKey(-7).cose.subarray(0, -1)],
  ["a map with more behind it", Buffer.concat([testKey(-7).cose, Buffer.from([0])])],
  ["a map without end", Buffer.from("bf0102ff", "hex")],
  ["a map of four billion members", Buffer.from("baffffffff0102", "hex")],
  ["an algorithm nobody offered", key([1, 2], [3, -47], [-1, 8], [-2, x], [-3, x])],
  ["no algorithm", key([1, 2], [-1, 1], [-2, x], [-3, x])],
  ["a point that is not on the curve", key([1, 2], [3, -7], [-1, 1], [-2, x], [-3, x])],
  ["a curve that does not fit the algorithm", key([1, 2], [3, -35], [-1, 1], [-2, x], [-3, x])],
  ["a coordinate that is too long", key([1, 2], [3, -7], [-1, 1], [-2, Buffer.alloc(33)], [-3, x])],
  ["a compressed point", key([1, 2], [3, -7], [-1, 1], [-2, x], [-3, 1])],
  ["an Ed25519 key of another type", key([1, 2], [3, -8], [-1, 6], [-2, x])],
  ["a weak RSA key", testKey(-257, { bits: 1_024 }).cose],
  ["a monstrous RSA key", key([1, 3], [3, -257], [-1, randomBytes(2_048)], [-2, Buffer.from([1, 0, 1])])],
  ["a monstrous RSA exponent", key([1, 3], [3, -257], [-1, randomBytes(256)], [-2, randomBytes(256)])],
];
test.each(unusable)("%s is no key", (_what, cose) => {
  expect(readPublicKey(cose)).toBeUndefined();
});

test("random bytes are no key, and nothing worse", () => {
  for (let length = 0; length < 2_000; length += 1) {
    const head = Buffer.from([0xa0 | (length % 24)]);
    expect(readPublicKey(Buffer.concat([head, randomBytes(length)]))).toBeUndefined();
  }
});

test("a key that was read before is the same object", () => {
  const keyOf = createKeyReader(2);
  const [first = "", second = "", third = ""] = [-7, -7, -8].map((each) => testKey(each).cose.toString("base64url"));
  const read = keyOf(first);
  expect(keyOf(first)).toBe(read);
  keyOf(second);
  keyOf(third);
  expect(keyOf(first)).not.toBe(read);
  expect(keyOf("")).toBeUndefined();
});
