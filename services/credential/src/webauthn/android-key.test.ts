import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type Attest, attestingIn, type Given } from "../test/attesting.ts";
import { type Cbor, cbor } from "../test/cbor.ts";
import { certificate, der, extension, keyDescription, revocationList } from "../test/certificate.ts";
import { testKey } from "../test/keys.ts";
import { checkFrom, worldOf } from "../test/worlds.ts";

const { register } = attestingIn(await worldOf());
const [key, root] = [testKey(-7), testKey(-7)];

/** How an attestation differs from an honest one. */
interface Twist {
  readonly signer?: typeof key;
  readonly attested?: typeof key;
  readonly challenge?: Buffer;
  readonly forAll?: "software" | "hardware";
  readonly extensions?: readonly Buffer[];
  readonly chain?: readonly Buffer[];
}

const attest =
  ({ signer = key, attested = key, extensions = [], chain = [], ...rest }: Twist = {}): Attest =>
  ({ signed, clientDataHash }: Given) => {
    const description = keyDescription(rest.challenge ?? clientDataHash, rest);
    const names = { subject: "Android Key", issuer: "Root" };
    const leaf = certificate({ key: attested, signer: root, ...names, extensions: [...extensions, description] });
    return ["android-key", { alg: -7, sig: signer.sign(signed), x5c: [leaf, ...chain] }];
  };

test("an Android key attestation is about the key, the client data and one app", async () => {
  expect((await register(attest(), key)).credential).toMatchObject({ attestationType: "android-key" });

  const twists: readonly Twist[] = [
    { signer: testKey(-7) },
    { attested: testKey(-7) },
    { challenge: Buffer.alloc(32) },
    { forAll: "software" },
    { forAll: "hardware" },
  ];
  for (const twist of twists) expect(await checkFrom(register(attest(twist), key))).toBe("attestation");
});

test("a certificate that is none, or describes no key, is refused", async () => {
  const names = { subject: "Android Key", issuer: "Root" };
  const bare = certificate({ key, signer: root, ...names, extensions: [extension("551d13", der("30"))] });
  const empty = certificate({
    key,
    signer: root,
    ...names,
    extensions: [extension("2b06010401d679020111", der("30"))],
  });
  const broken = extension("2b06010401d679020111", Buffer.from("30ff", "hex"));
  const garbled = certificate({ key, signer: root, ...names, extensions: [broken] });
  for (const leaf of [bare, empty, garbled, bare.subarray(0, 100), Buffer.from("certificate"), 7, "leaf"]) {
    const statement: Attest = ({ signed }) => ["android-key", { alg: -7, sig: key.sign(signed), x5c: [leaf] }];
    expect(await checkFrom(register(statement, key))).toBe("attestation");
  }
  const nothings: readonly Cbor[] = [{ x5c: "x", sig: 1 }, {}, 7, "statement", []];
  for (const statement of nothings) {
    expect(await checkFrom(register(() => ["android-key", statement], key))).toBe("attestation");
  }
});

test("extensions behind the key are ignored", async () => {
  const trailing = cbor({ credProtect: 2 });
  expect((await register(attest(), { ...key, flags: 0xc1, trailing })).credential).toBeDefined();
});

test("an attestation never makes the server fetch what a certificate names", async () => {
  let visits = 0;
  const server = createServer((_, response) => {
    visits += 1;
    response.end();
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;

  const authority = extension("551d13", der("30", der("01", "ff")));
  const ca = certificate({ key: root, signer: root, subject: "Root", issuer: "Root", extensions: [authority] });
  const extensions = [revocationList(`http://127.0.0.1:${port}/secret`)];
  expect((await register(attest({ extensions, chain: [ca] }), key)).credential).toBeDefined();
  expect(visits).toBe(0);
});
