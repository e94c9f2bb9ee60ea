import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type WebAuthnCredential,
} from "@simplewebauthn/server";
import { describe, expect, test } from "vitest";
import { createPasskey, type Passkey, restorePasskey, type Tampering } from "./passkey.ts";

const origin = "http://localhost:8888";
const rpID = "localhost";

describe("registration", () => {
  test.each(["none", "packed"] as const)("attestation %s verifies", async (attestation) => {
    const { verified, registrationInfo } = await register(createPasskey({ attestation }));
    expect(verified).toBe(true);
    expect(registrationInfo).toMatchObject({ fmt: attestation, userVerified: true, credentialBackedUp: true });
  });

  test("the options decide what the authenticator data says", async () => {
    const aaguid = "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4";
    const passkey = createPasskey({ aaguid, backup: "none", counter: 7, userVerified: false });
    const { registrationInfo } = await register(passkey);
    expect(registrationInfo).toMatchObject({
      aaguid,
      credentialDeviceType: "singleDevice",
      credentialBackedUp: false,
      userVerified: false,
      credential: { id: passkey.id, counter: 7, transports: ["internal", "hybrid"] },
    });
  });

  test.each<[string, Tampering, string]>([
    ["origin", { origin: "http://evil.example" }, "origin"],
    ["challenge", { challenge: "AAAA" }, "challenge"],
    ["type", { type: "webauthn.get" }, "type"],
    ["RP id", { rpId: "evil.example" }, "RP ID"],
    ["flags", { flags: 0x40 }, "User"],
    ["signature", { signature: "flip" }, ""],
  ])("a falsified %s is noticed", async (_what, tampering, message) => {
    const attempt = register(createPasskey({ attestation: "packed" }), tampering);
    if (message) await expect(attempt).rejects.toThrow(message);
    else expect((await attempt).verified).toBe(false);
  });

  test("options that lack a challenge are named, not answered", () => {
    expect(() => createPasskey().create({ publicKey: { rp: { id: rpID } } })).toThrow('lack "challenge"');
  });
});

describe("sign-in", () => {
  test("an answer verifies and says whose passkey it is", async () => {
    const passkey = createPasskey();
    const { verified } = await signIn(passkey, await registered(passkey));
    expect(verified).toBe(true);
    expect(passkey.userHandle).toBe(Buffer.from("ada").toString("base64url"));
  });

  test("a counter that does not begin at zero counts each use", async () => {
    const passkey = createPasskey({ counter: 5 });
    const credential = await registered(passkey);
    await signIn(passkey, credential);
    const { authenticationInfo } = await signIn(passkey, credential);
    expect(authenticationInfo.newCounter).toBe(7);
  });

  test("a restored passkey goes on where the saved one stopped", async () => {
    const passkey = createPasskey({ counter: 1 });
    const credential = await registered(passkey);
    await signIn(passkey, credential);
    const restored = restorePasskey(JSON.parse(JSON.stringify(passkey.save())));
    const { verified, authenticationInfo } = await signIn(restored, credential);
    expect(verified).toBe(true);
    expect(authenticationInfo.newCounter).toBe(3);
    expect(restored.userHandle).toBe(passkey.userHandle);
  });

  test.each<[string, Tampering, string]>([
    ["origin", { origin: "http://evil.example" }, "origin"],
    ["challenge", { challenge: "AAAA" }, "challenge"],
    ["type", { type: "webauthn.create" }, "type"],
    ["RP id", { rpId: "evil.example" }, "RP ID"],
    ["flags", { flags: 0x01 }, "User verification"],
    ["counter", { counter: 1 }, "counter"],
    ["signature", { signature: "flip" }, ""],
  ])("a falsified %s is noticed", async (_what, tampering, message) => {
    const passkey = createPasskey({ counter: 9 });
    const attempt = signIn(passkey, await registered(passkey), tampering);
    if (message) await expect(attempt).rejects.toThrow(message);
    else expect((await attempt).verified).toBe(false);
  });
});

async function register(passkey: Passkey, tampering?: Tampering) {
  const options = await generateRegistrationOptions({
    rpName: "test",
    rpID,
    userName: "ada",
    userID: new Uint8Array(Buffer.from("ada")),
  });
  return verifyRegistrationResponse({
    response: passkey.create({ publicKey: options }, tampering),
    expectedChallenge: options.challenge,
    expectedOrigin: origin,
    expectedRPID: rpID,
    requireUserVerification: false,
  });
}

async function registered(passkey: Passkey): Promise<WebAuthnCredential> {
  const { registrationInfo } = await register(passkey);
  if (!registrationInfo) throw new Error("the registration does not verify");
  return registrationInfo.credential;
}

async function signIn(passkey: Passkey, credential: WebAuthnCredential, tampering?: Tampering) {
  const options = await generateAuthenticationOptions({ rpID });
  return verifyAuthenticationResponse({
    response: passkey.get(options, tampering),
    expectedChallenge: options.challenge,
    expectedOrigin: origin,
    expectedRPID: rpID,
    credential,
  });
}
