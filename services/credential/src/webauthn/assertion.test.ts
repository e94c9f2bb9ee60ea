import { createHash, randomBytes } from "node:crypto";
import { verifyAuthenticationResponse } from "@simplewebauthn/server";
import { describe, expect, test } from "vitest";
import { type TestKey, testKey } from "../test/keys.ts";
import { verifyAssertion } from "./assertion.ts";
import type { WebauthnCredential } from "./credential.ts";
import { userHandleFor } from "./credential.ts";
import { algorithms, createKeyReader } from "./public-key.ts";
import { readAssertionAnswer } from "./response.ts";

const now = new Date("2026-03-01T12:00:00Z");
const relyingParty = { id: "example.org", name: "Example", origins: ["https://example.org"] };
const userId = "7f0b6a6e-5a0e-4f3f-9a4b-51b8c9f0d2a1";
const challenge = randomBytes(32).toString("base64url");
const honest = { type: "webauthn.get", challenge, origin: "https://example.org" };

/** One answer, with whatever is wrong with it. */
interface Answer {
  readonly client?: object;
  readonly rpId?: string;
  readonly flags?: number;
  readonly counter?: number;
  readonly trailing?: Buffer;
  readonly signature?: (signature: Buffer) => Buffer;
}

const flip = (signature: Buffer) => {
  const last = signature.length - 1;
  return Buffer.concat([signature.subarray(0, last), Buffer.from([(signature[last] ?? 0) ^ 1])]);
};

/** What is wrong, and how both verifiers should see it. */
const answers: readonly (readonly [what: string, answer: Answer])[] = [
  ["nothing wrong", {}],
  ["a counter that went on", { counter: 9 }],
  ["a counter that stood still", { counter: 5 }],
  ["another origin", { client: { ...honest, origin: "https://evil.example" } }],
  ["another challenge", { client: { ...honest, challenge: "AAAA" } }],
  ["another type", { client: { ...honest, type: "webauthn.create" } }],
  ["no client data to speak of", { client: [] }],
  ["a frame of another page", { client: { ...honest, crossOrigin: true, topOrigin: "https://evil.example" } }],
  ["a top page without a frame", { client: { ...honest, topOrigin: "https://example.org" } }],
  ["another relying party", { rpId: "evil.example" }],
  ["no user present", { flags: 0x04 }],
  ["no user verified", { flags: 0x01 }],
  ["a backup that cannot be", { flags: 0x15 }],
  ["a backup", { flags: 0x1d }],
  ["bytes too many", { trailing: Buffer.alloc(3) }],
  ["a flipped bit in the signature", { signature: flip }],
  ["a cut signature", { signature: (signature) => signature.subarray(0, -1) }],
  ["random bytes for a signature", { signature: () => randomBytes(64) }],
];

describe.each(algorithms.map((algorithm) => [algorithm, testKey(algorithm)] as const))(
  "with algorithm %i",
  (_, key) => {
    test.each(answers)("an assertion with %s is judged as the library judges it", async (_what, answer) => {
      const responseJson = JSON.stringify(assertionBy(key, answer));
      const ours = judge(key, responseJson);
      expect(ours).toBe(await judgeOfLibrary(key, responseJson));
    });
  },
);

test("the honest assertion of every algorithm is accepted", () => {
  for (const algorithm of algorithms) {
    const key = testKey(algorithm);
    expect(judge(key, JSON.stringify(assertionBy(key, {})))).toBe(true);
    expect(judge(testKey(algorithm, { number: 2 }), JSON.stringify(assertionBy(key, {})))).toBe(false);
  }
});

function assertionBy(key: TestKey, { client = honest, rpId = "example.org", flags = 0x05, ...rest }: Answer) {
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(rest.counter ?? 6);
  const trailing = rest.trailing ?? Buffer.alloc(0);
  const authenticatorData = Buffer.concat([sha256(rpId), Buffer.from([flags]), counter, trailing]);
  const clientDataJSON = Buffer.from(JSON.stringify(client));
  const signature = key.sign(Buffer.concat([authenticatorData, sha256(clientDataJSON)]));
  return {
    id: "AAAA",
    rawId: "AAAA",
    type: "public-key",
    clientExtensionResults: {},
    response: {
      clientDataJSON: clientDataJSON.toString("base64url"),
      authenticatorData: authenticatorData.toString("base64url"),
      signature: (rest.signature?.(signature) ?? signature).toString("base64url"),
      userHandle: userHandleFor(userId),
    },
  } as const;
}

function judge(key: TestKey, responseJson: string): boolean {
  const ceremony = {
    challenge,
    userVerification: "required",
    expireTime: new Date(now.getTime() + 1),
    userId: undefined,
    allowedCredentialIds: [],
  } as const;
  const credential: WebauthnCredential = {
    id: "AAAA",
    userId,
    name: "",
    publicKey: key.cose.toString("base64url"),
    attestationType: "none",
    aaguid: "00000000-0000-0000-0000-000000000000",
    signCount: 5,
    transports: [],
    backupEligible: false,
    backupState: false,
    mfaOnly: false,
    userHandle: undefined,
    lastUsedTime: undefined,
    createTime: now,
    updateTime: now,
  };
  const context = { ceremony, relyingParty, credential, keyOf: createKeyReader(), now };
  try {
    verifyAssertion(readAssertionAnswer(responseJson), context);
    return true;
  } catch {
    return false;
  }
}

async function judgeOfLibrary(key: TestKey, responseJson: string): Promise<boolean> {
  try {
    const { verified } = await verifyAuthenticationResponse({
      response: JSON.parse(responseJson),
      expectedChallenge: challenge,
      expectedOrigin: relyingParty.origins[0] ?? "",
      expectedRPID: relyingParty.id,
      credential: { id: "AAAA", publicKey: new Uint8Array(key.cose), counter: 5 },
      requireUserVerification: true,
    });
    return verified;
  } catch {
    return false;
  }
}

function sha256(data: string | Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}
