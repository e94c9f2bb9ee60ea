import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type WebauthnCredential, WebauthnUse } from "@signet/proto/credential/v1/credential";
import {
  WebauthnCredentialDeletedSchema,
  WebauthnCredentialUpdatedSchema,
} from "@signet/proto/credential/v1/credential_events";
import { expect, test } from "vitest";
import { about, altered, checkFrom, freshId, onBothDatabases, outcomes, reasonFrom, times } from "../test/worlds.ts";

await onBothDatabases("keeping credentials", (world) => {
  const { units, webauthn, credentials, devices, totp, register, signIn, call } = world;

  test("a credential gets another name, and it is told once", async () => {
    const userId = freshId();
    const { id: credentialId } = await register(userId);
    const request = { userId, credentialId, name: "Maras Schlüssel 🔑" };
    const { credential } = await webauthn.updateWebauthnCredential(request, call);
    const again = await webauthn.updateWebauthnCredential(request, call);

    expect(credential?.name).toBe("Maras Schlüssel 🔑");
    expect(again.credential).toEqual(credential);
    expect(about(userId, await units.events("credential", WebauthnCredentialUpdatedSchema))).toMatchObject([
      { credential },
    ]);
  });

  test("a name with a null character, or without end, is refused", async () => {
    const userId = freshId();
    const { id: credentialId } = await register(userId);
    for (const name of ["a\0b", "x".repeat(10_001)]) {
      const attempt = webauthn.updateWebauthnCredential({ userId, credentialId, name }, call);
      expect(await reasonFrom(attempt)).toBe("ARGUMENT_INVALID");
    }
  });

  test("a deleted credential is gone at once, and it is told once", async () => {
    const userId = freshId();
    const passkey = await register(userId);
    const deletion = { userId, credentialId: passkey.id };
    const attempts = times(8, () => webauthn.deleteWebauthnCredential(deletion, call));

    expect(await outcomes(attempts)).toEqual({ success: 1, WEBAUTHN_CREDENTIAL_NOT_FOUND: 7 });
    expect(await checkFrom(signIn(passkey))).toBe("credential");
    expect((await credentials.getUserCredentials({ userId }, call)).credentials?.webauthnCredentials).toEqual([]);
    const events = about(userId, await units.events("credential", WebauthnCredentialDeletedSchema));
    expect(events).toMatchObject([{ credential: { credentialId: passkey.id }, origin: { requestId: "request-1" } }]);
  });

  test("nobody renames or deletes a credential of somebody else, or one that cannot exist", async () => {
    const { id } = await register(freshId());
    for (const credentialId of [id, "AAAA", "", "\0", "ä".repeat(2_000), freshId()]) {
      const request = { userId: freshId(), credentialId, name: "mine" };
      expect(await reasonFrom(webauthn.updateWebauthnCredential(request, call))).toBe("WEBAUTHN_CREDENTIAL_NOT_FOUND");
      expect(await reasonFrom(webauthn.deleteWebauthnCredential(request, call))).toBe("WEBAUTHN_CREDENTIAL_NOT_FOUND");
    }
  });

  test("without a security key devices are strangers, and recovery codes go with the last factor", async () => {
    const userId = freshId();
    const [first, last] = [await register(userId, securityKey), await register(userId, securityKey)];
    await totp.createRecoveryCodes({ userId }, call);
    const { token } = await devices.trustDevice({ userId, deviceId: freshId() }, call);
    const codesLeft = async () =>
      (await credentials.getUserCredentials({ userId }, call)).credentials?.recoveryCodesLeft;

    await webauthn.deleteWebauthnCredential({ userId, credentialId: first.id }, call);
    expect((await devices.checkDevice({ userId, token }, call)).trusted).toBe(false);
    expect(await codesLeft()).toBe(10);
    await webauthn.deleteWebauthnCredential({ userId, credentialId: last.id }, call);
    expect(await codesLeft()).toBe(0);
  });

  test("a credential from elsewhere is stored as it is, with the longest id there can be", async () => {
    const userId = freshId();
    const { credential: some } = await signIn(await register(freshId()));
    const createTime = timestampFromDate(new Date("2024-05-06T07:08:09.123Z"));
    const credentialId = Buffer.alloc(1_023, 9).toString("base64url");
    const times = { createTime, updateTime: createTime, lastUsedTime: createTime };
    const imported = altered(some, { credentialId, userId, ...times });
    const { credential } = await webauthn.createWebauthnCredential({ credential: imported }, call);

    expect(credential).toEqual(imported);
    const stored = (await credentials.getUserCredentials({ userId }, call)).credentials;
    expect(stored?.webauthnCredentials).toEqual([credential]);
  });

  test("a credential that is none is refused", async () => {
    const { credential: good } = await signIn(await register(freshId()));
    const faults: Partial<WebauthnCredential>[] = [
      { credentialId: "" },
      { credentialId: "a b" },
      { credentialId: "A".repeat(1_368) },
      { userId: "mara" },
      { publicKey: "" },
      { publicKey: good?.publicKey.slice(0, -8) ?? "" },
      { aaguid: "yubikey" },
      { name: "\0" },
      { transports: ["\0"] },
      { userHandle: "a b" },
      { createTime: timestampFromDate(new Date(8.64e15)) },
      { lastUsedTime: timestampFromDate(new Date(-8.64e15)) },
    ];
    for (const fault of faults) {
      const attempt = webauthn.createWebauthnCredential({ credential: altered(good, fault) }, call);
      expect([fault, await reasonFrom(attempt)]).toEqual([fault, "ARGUMENT_INVALID"]);
    }
    expect(await reasonFrom(webauthn.createWebauthnCredential({}, call))).toBe("ARGUMENT_INVALID");
  });
});

const securityKey = { use: WebauthnUse.SECURITY_KEY };
