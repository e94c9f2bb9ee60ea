import { timestampDate } from "@bufbuild/protobuf/wkt";
import { callFor, SINGLE_TENANT } from "@signet/kit";
import { WebauthnUse } from "@signet/proto/credential/v1/credential";
import { createPasskey, type Tampering } from "@signet/testkit";
import { describe, expect, test } from "vitest";
import { altered, checkFrom, freshId, onBothDatabases, outcomes, reasonFrom, times, worldOf } from "../test/worlds.ts";

await onBothDatabases(
  "signing in with a passkey",
  ({ units, webauthn, credentials, passwords, register, signIn, call }) => {
    test("gives the credential after its use and everything its owner has", async () => {
      const userId = freshId();
      const passkey = await register(userId, { counter: 7, backup: "eligible" });
      const key = await register(userId, { use: WebauthnUse.SECURITY_KEY });
      await passwords.setPassword({ userId, secret: { case: "password", value: "correct horse" } }, call);
      units.clock.advance(60_000);

      const { credential, credentials: all } = await signIn(passkey);
      expect(credential).toMatchObject({ credentialId: passkey.id, userId, signCount: 8, mfaOnly: false });
      expect(credential?.lastUsedTime && timestampDate(credential.lastUsedTime)).toEqual(units.clock.now());
      expect(all?.webauthnCredentials.map(({ credentialId }) => credentialId).toSorted()).toEqual(
        [passkey.id, key.id].toSorted(),
      );
      expect(all?.webauthnCredentials).toContainEqual(credential);
      expect(all?.password).toBeDefined();
      expect((await credentials.getUserCredentials({ userId }, call)).credentials).toEqual(all);
    });

    test("backup state is taken from every use", async () => {
      const passkey = await register(freshId(), { backup: "none" });
      const { credential } = await signIn(passkey, { flags: 0x01 | 0x08 | 0x10 });
      expect(credential).toMatchObject({ backupEligible: true, backupState: true });
    });

    test("one answer counts once when authenticators count, however many copies arrive", async () => {
      const passkey = await register(freshId(), { counter: 3 });
      const { optionsJson, ceremony } = await webauthn.createAuthenticationOptions({}, call);
      const responseJson = JSON.stringify(passkey.get(JSON.parse(optionsJson)));
      const copies = times(16, () => webauthn.verifyAuthentication({ responseJson, ceremony }, call));
      expect(await outcomes(copies)).toEqual({ success: 1, WEBAUTHN_VERIFICATION_FAILED: 15 });
    });

    test("the counter of an authenticator may reach its end", async () => {
      const passkey = await register(freshId(), { counter: 1 });
      const { credential } = await signIn(passkey, { counter: 0xffff_ffff });
      expect(credential?.signCount).toBe(0xffff_ffff);
    });

    test("a credential is its tenant's", async () => {
      const passkey = await register(freshId());
      const { optionsJson, ceremony } = await webauthn.createAuthenticationOptions({}, call);
      const responseJson = JSON.stringify(passkey.get(JSON.parse(optionsJson)));
      const elsewhere = callFor(freshId(), {});
      expect(await checkFrom(webauthn.verifyAuthentication({ responseJson, ceremony }, elsewhere))).toBe("credential");
      const here = callFor(SINGLE_TENANT, {});
      expect(await checkFrom(webauthn.verifyAuthentication({ responseJson, ceremony }, here))).toBeUndefined();
    });
  },
);

describe("what an assertion has to prove", async () => {
  const world = await worldOf({
    settings: { webauthn: { relying_party: { origins: ["http://localhost:8888", "android:apk-key-hash:AbC"] } } },
  });
  const { webauthn, register, signIn, call, units } = world;

  const forgeries: readonly (readonly [what: string, tampering: Tampering, check: string])[] = [
    ["of another page", { origin: "http://evil.example" }, "origin"],
    ["of a page on another port", { origin: "http://localhost:8889" }, "origin"],
    ["of an app with another key hash", { origin: "android:apk-key-hash:abc" }, "origin"],
    ["for another relying party", { rpId: "evil.example" }, "relying-party"],
    ["for another challenge", { challenge: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }, "challenge"],
    ["of another ceremony", { type: "webauthn.create" }, "type"],
    ["with a wrong signature", { signature: "flip" }, "signature"],
    ["without a touch", { flags: 0x04 }, "user-presence"],
    ["that is backed up and cannot be", { flags: 0x01 | 0x10 }, "backup-state"],
    ["with a counter that stood still", { counter: 5 }, "counter"],
    ["with a counter that went backwards", { counter: 4 }, "counter"],
    ["that names another user", { userHandle: Buffer.alloc(16, 7).toString("base64url") }, "user-handle"],
    ["that introduces a credential", { flags: 0x01 | 0x40 }, "WEBAUTHN_RESPONSE_MALFORMED"],
    ["with extensions that are not there", { flags: 0x01 | 0x80 }, "WEBAUTHN_RESPONSE_MALFORMED"],
  ];
  test.each(forgeries)("one %s is refused", async (_what, tampering, check) => {
    const passkey = await register(freshId(), { counter: 5 });
    expect(await checkFrom(signIn(passkey, tampering))).toBe(check);
    expect(await checkFrom(signIn(passkey))).toBeUndefined();
  });

  const liberties: readonly (readonly [what: string, tampering: Tampering])[] = [
    ["spelled in capitals", { origin: "HTTP://LocalHost:8888" }],
    ["that is an app", { origin: "android:apk-key-hash:AbC" }],
    ["in a frame of unknown origin", { crossOrigin: true }],
  ];
  test.each(liberties)("a page %s is accepted", async (_what, tampering) => {
    expect(await checkFrom(signIn(await register(freshId()), tampering))).toBeUndefined();
  });

  test("a counter that stays at zero proves nothing and is accepted", async () => {
    const passkey = await register(freshId(), { counter: 0 });
    await signIn(passkey);
    await signIn(passkey);
    expect((await signIn(passkey, { counter: 9 })).credential?.signCount).toBe(9);
    expect((await signIn(passkey, { counter: 0 })).credential?.signCount).toBe(0);
  });

  test("verification of the user counts only where it is required", async () => {
    const passkey = await register(freshId(), { userVerified: false });
    await signIn(passkey);

    const strict = await worldOf({ settings: { passkey: { user_verification: "required" } } });
    const strictKey = await strict.register(freshId());
    expect(await checkFrom(strict.signIn(strictKey, { flags: 0x01 }))).toBe("user-verification");
    await strict.signIn(strictKey);
  });

  test("an expired ceremony is over, and one that says nothing never was", async () => {
    const passkey = await register(freshId());
    const { optionsJson, ceremony } = await webauthn.createAuthenticationOptions({}, call);
    const responseJson = JSON.stringify(passkey.get(JSON.parse(optionsJson)));
    expect(await checkFrom(webauthn.verifyAuthentication({ responseJson }, call))).toBe("ceremony");
    expect(await checkFrom(webauthn.verifyAuthentication({ responseJson, ceremony: {} }, call))).toBe("ceremony");
    units.clock.advance(600_000);
    expect(await checkFrom(webauthn.verifyAuthentication({ responseJson, ceremony }, call))).toBe("ceremony");
  });

  test("a discoverable request wants to be told whose the credential is", async () => {
    const passkey = await register(freshId());
    const { optionsJson, ceremony } = await webauthn.createAuthenticationOptions({}, call);
    const answer = passkey.get(JSON.parse(optionsJson));
    for (const userHandle of [undefined, null, ""]) {
      const responseJson = JSON.stringify({ ...answer, response: { ...answer.response, userHandle } });
      expect(await checkFrom(webauthn.verifyAuthentication({ responseJson, ceremony }, call))).toBe("user-handle");
    }
  });

  test("a restricted request takes what it listed, of the user it was made for, without a handle too", async () => {
    const userId = freshId();
    const passkey = await register(userId);
    const { optionsJson, ceremony } = await webauthn.createAuthenticationOptions({ userId }, call);
    const verify = (key: typeof passkey, tampering: Tampering = {}) => {
      const responseJson = JSON.stringify(key.get(JSON.parse(optionsJson), tampering));
      return webauthn.verifyAuthentication({ responseJson, ceremony }, call);
    };

    expect(await checkFrom(verify(passkey, { userHandle: "" }))).toBeUndefined();
    expect(await checkFrom(verify(await register(userId)))).toBe("credential");
    expect(await checkFrom(verify(await register(freshId())))).toBe("credential");
    expect(await checkFrom(verify(createPasskey()))).toBe("credential");
  });

  test("a ceremony bound to a user without a list takes no stranger's credential", async () => {
    const stranger = await register(freshId(), { use: WebauthnUse.SECURITY_KEY });
    const request = { userId: freshId(), use: WebauthnUse.SECURITY_KEY };
    const { optionsJson, ceremony } = await webauthn.createAuthenticationOptions(request, call);
    const responseJson = JSON.stringify(stranger.get(JSON.parse(optionsJson)));
    const attempt = webauthn.verifyAuthentication({ responseJson, ceremony, secondFactor: true }, call);
    expect(await checkFrom(attempt)).toBe("credential");
  });

  test("a security key is a second factor only, whatever else is wrong with its answer", async () => {
    const userId = freshId();
    const key = await register(userId, { use: WebauthnUse.SECURITY_KEY });
    expect(await reasonFrom(signIn(key))).toBe("WEBAUTHN_CREDENTIAL_MFA_ONLY");
    expect(await reasonFrom(signIn(key, { signature: "flip" }))).toBe("WEBAUTHN_CREDENTIAL_MFA_ONLY");

    const request = { userId, use: WebauthnUse.SECURITY_KEY };
    const { optionsJson, ceremony } = await webauthn.createAuthenticationOptions(request, call);
    const responseJson = JSON.stringify(key.get(JSON.parse(optionsJson)));
    const { credential } = await webauthn.verifyAuthentication({ responseJson, ceremony, secondFactor: true }, call);
    expect(credential?.mfaOnly).toBe(true);
  });

  test("an imported credential is known by the handle it came with", async () => {
    const userId = freshId();
    const passkey = await register(userId);
    const { credential } = await signIn(passkey);
    await webauthn.deleteWebauthnCredential({ userId, credentialId: passkey.id }, call);
    const userHandle = Buffer.from("user-4711").toString("base64url");
    const imported = altered(credential, { userHandle });
    await webauthn.createWebauthnCredential({ credential: imported }, call);

    expect(await checkFrom(signIn(passkey))).toBe("user-handle");
    expect(await checkFrom(signIn(passkey, { userHandle }))).toBeUndefined();
  });
});

describe("answers that cannot be read", async () => {
  const { webauthn, register, call } = await worldOf();
  const passkey = await register(freshId());
  const { optionsJson, ceremony } = await webauthn.createAuthenticationOptions({}, call);
  const good = passkey.get(JSON.parse(optionsJson));
  const { response } = good;
  const text = (value: string) => Buffer.from(value).toString("base64url");

  const unreadable: readonly (readonly [what: string, answer: unknown])[] = [
    ["null", null],
    ["an empty object", {}],
    ["a list", [good]],
    ["without a response", { ...good, response: undefined }],
    ["with an id that is no base64url", { ...good, id: "a b", rawId: "a b" }],
    ["with two ids", { ...good, rawId: "AAAA" }],
    ["with an endless id", { ...good, id: "A".repeat(1_400), rawId: "A".repeat(1_400) }],
    ["with a null character in the id", { ...good, id: "\0", rawId: "\0" }],
    ["with a number for a signature", { ...good, response: { ...response, signature: 1 } }],
    ["without client data", { ...good, response: { ...response, clientDataJSON: undefined } }],
    ["with client data that is no JSON", { ...good, response: { ...response, clientDataJSON: text("{") } }],
    ["with client data that is null", { ...good, response: { ...response, clientDataJSON: text("null") } }],
    ["with too little authenticator data", withAuthenticatorData(Buffer.alloc(36))],
    ["with too much authenticator data", withAuthenticatorData(Buffer.concat([authenticatorData(), Buffer.alloc(9)]))],
    ["of a megabyte", { ...good, padding: "x".repeat(1_000_000) }],
  ];
  test.each(unreadable)("%s is malformed", async (_what, answer) => {
    const responseJson = JSON.stringify(answer);
    const attempt = webauthn.verifyAuthentication({ responseJson, ceremony }, call);
    expect(await reasonFrom(attempt)).toBe("WEBAUTHN_RESPONSE_MALFORMED");
  });

  test.each(["", "{", "\u0000", "[".repeat(60_000)])("text that is no JSON is malformed", async (responseJson) => {
    const attempt = webauthn.verifyAuthentication({ responseJson, ceremony }, call);
    expect(await reasonFrom(attempt)).toBe("WEBAUTHN_RESPONSE_MALFORMED");
  });

  test.each(["", "AA", "MAA", "MEUCIQ", "A".repeat(4_000)])("the signature %s is only wrong", async (signature) => {
    const responseJson = JSON.stringify({ ...good, response: { ...response, signature: signature || "AA" } });
    expect(await checkFrom(webauthn.verifyAuthentication({ responseJson, ceremony }, call))).toBe("signature");
  });

  function authenticatorData(): Buffer {
    return Buffer.from(response.authenticatorData, "base64url");
  }

  function withAuthenticatorData(bytes: Buffer) {
    return { ...good, response: { ...response, authenticatorData: bytes.toString("base64url") } };
  }
});
