import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Attest, attestingIn, base64url } from "../test/attesting.ts";
import { type Cbor, cbor, coseKey } from "../test/cbor.ts";
import { certificate, der, extension } from "../test/certificate.ts";
import { testKey } from "../test/keys.ts";
import { checkFrom, reasonFrom, times, worldOf } from "../test/worlds.ts";
import { algorithms } from "./public-key.ts";

const { register, send } = attestingIn(await worldOf());
const key = testKey(-7);
const none: Attest = () => ["none", {}];

describe("keys of every algorithm can be registered", () => {
  test.each(algorithms)("%i", async (alg) => {
    const { cose, sign } = testKey(alg);
    expect((await register(none, { cose })).credential?.publicKey).toBe(base64url(cose));
    const packed: Attest = ({ signed }) => ["packed", { alg, sig: sign(signed) }];
    expect((await register(packed, { cose })).credential?.attestationType).toBe("packed");
  });

  test("but no key that cannot verify anything, and none of an algorithm that was not offered", async () => {
    const point = Buffer.alloc(32, 1);
    const off = coseKey([1, 2], [3, -7], [-1, 1], [-2, point], [-3, point]);
    expect(await checkFrom(register(none, { cose: off }))).toBe("public-key");
    const weak = testKey(-257, { bits: 1_024 }).cose;
    expect(await checkFrom(register(none, { cose: weak }))).toBe("public-key");
    const other = coseKey([1, 2], [3, -47], [-1, 8], [-2, point], [-3, point]);
    expect(await checkFrom(register(none, { cose: other }))).toBe("attestation");
  });
});

test("a packed attestation is verified by the key in its certificate, whoever signed that", async () => {
  const [leafKey, root] = [testKey(-7), testKey(-7)];
  const extensions = [extension("551d13", der("30"))];
  const leaf = certificate({ key: leafKey, signer: root, subject: "Key", issuer: "Root", extensions });
  const packed =
    (signer: typeof key): Attest =>
    ({ signed }) => ["packed", { alg: -7, sig: signer.sign(signed), x5c: [leaf] }];
  expect((await register(packed(leafKey), key)).credential?.attestationType).toBe("packed");
  expect(await checkFrom(register(packed(key), key))).toBe("attestation");
});

describe("hostile attestations", () => {
  const malformed: readonly (readonly [what: string, bytes: Buffer])[] = [
    ["one byte", Buffer.from([0xff])],
    ["a number", cbor(1)],
    ["an empty map", cbor({})],
    ["a list of lists of lists", Buffer.alloc(40_000, 0x81)],
    ["a map of too many members", Buffer.from("bbffffffffffffffff", "hex")],
    ["a text of too many bytes", Buffer.from("7bffffffffffffffff", "hex")],
    ["members of other types", cbor({ fmt: 1, attStmt: 2, authData: 3 })],
    ["no authenticator data", cbor({ fmt: "none", attStmt: {} })],
    ["broken authenticator data", cbor({ fmt: "none", attStmt: {}, authData: Buffer.alloc(60, 0xff) })],
  ];
  test.each(malformed)("%s is malformed", async (_what, bytes) => {
    expect(await reasonFrom(send(() => bytes))).toBe("WEBAUTHN_RESPONSE_MALFORMED");
  });

  test("random bytes are refused, and nothing worse", async () => {
    const reasons = await Promise.all(times(200, (index) => reasonFrom(send(() => randomBytes(1 + index)))));
    for (const reason of reasons) expect(reason).toMatch(/^WEBAUTHN_/);
  });

  const formats = ["packed", "tpm", "android-key", "android-safetynet", "fido-u2f", "apple", "compound", ""];
  test.each(formats)("a statement of the format '%s' that proves nothing is refused", async (format) => {
    const bytes = randomBytes(16);
    const garbage: Cbor = { alg: -7, sig: bytes, x5c: [bytes], ver: "2.0", response: bytes };
    for (const statement of [{}, garbage, 7]) {
      expect(await checkFrom(register(() => [format, statement], key))).toBe("attestation");
    }
  });

  test("a statement where none should be is refused", async () => {
    expect(await checkFrom(register(() => ["none", { alg: -7 }], key))).toBe("attestation");
  });
});
