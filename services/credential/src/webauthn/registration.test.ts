import { create } from "@bufbuild/protobuf";
import { type Any, anyPack, anyUnpack, timestampDate } from "@bufbuild/protobuf/wkt";
import { WebauthnUse } from "@signet/proto/credential/v1/credential";
import { WebauthnCredentialCreatedSchema } from "@signet/proto/credential/v1/credential_events";
import { UserSchema } from "@signet/proto/identity/v1/user";
import { createPasskey, type Passkey, type PasskeyOptions, type Tampering } from "@signet/testkit";
import { describe, expect, test } from "vitest";
import {
  about,
  altered,
  checkFrom,
  freshId,
  onBothDatabases,
  outcomes,
  reasonFrom,
  times,
  type World,
  worldOf,
} from "../test/worlds.ts";

await onBothDatabases("registering a passkey", (world) => {
  const { units, webauthn, credentials, devices, register, call } = world;
  const created = async (userId: string) =>
    about(userId, await units.events("credential", WebauthnCredentialCreatedSchema));

  test("stores what the authenticator said, and tells of it with the user as the caller knew them", async () => {
    const userId = freshId();
    const user = anyPack(UserSchema, create(UserSchema, { userId }));
    const options = { aaguid: "d548826e-79b4-db40-a3d8-11116f7e8349", counter: 3, backup: "eligible" } as const;
    const { credential, passkey } = await answer(world, { userId, store: true, user }, options);

    expect(credential).toMatchObject({
      credentialId: passkey.id,
      userId,
      name: "Bitwarden",
      attestationType: "none",
      aaguid: "d548826e-79b4-db40-a3d8-11116f7e8349",
      signCount: 3,
      transports: ["internal", "hybrid"],
      backupEligible: true,
      backupState: false,
      mfaOnly: false,
      userHandle: "",
    });
    expect(credential?.lastUsedTime && timestampDate(credential.lastUsedTime)).toEqual(units.clock.now());
    expect((await credentials.getUserCredentials({ userId }, call)).credentials?.webauthnCredentials).toEqual([
      credential,
    ]);
    const [event, ...more] = await created(userId);
    expect(more).toEqual([]);
    expect(event).toMatchObject({ credential, origin: { requestId: "request-1", clientAddress: "203.0.113.7" } });
    expect(event?.user && anyUnpack(event.user, UserSchema)?.userId).toBe(userId);
  });

  test("only verifies when asked to; what was verified can be stored later, and again", async () => {
    const userId = freshId();
    const { credential } = await answer(world, { userId });
    expect((await credentials.getUserCredentials({ userId }, call)).credentials?.webauthnCredentials).toEqual([]);
    expect(await created(userId)).toEqual([]);

    const first = await webauthn.createWebauthnCredential({ credential }, call);
    const again = await webauthn.createWebauthnCredential({ credential }, call);
    expect(first.credential).toEqual(credential);
    expect(again).toEqual(first);
    expect(await created(userId)).toHaveLength(1);
  });

  test("a credential belongs to one user of a tenant", async () => {
    const [userId, other] = [freshId(), freshId()];
    const { credential, passkey } = await answer(world, { userId, store: true });
    expect(await reasonFrom(answer(world, { userId: other, store: true }, {}, passkey))).toBe(
      "WEBAUTHN_CREDENTIAL_TAKEN",
    );
    const stolen = altered(credential, { userId: other });
    expect(await reasonFrom(webauthn.createWebauthnCredential({ credential: stolen }, call))).toBe(
      "WEBAUTHN_CREDENTIAL_TAKEN",
    );
  });

  test("the limit holds when many arrive at once, and a repeated call is not one too many", async () => {
    const userId = freshId();
    const answers = await Promise.all(times(8, () => answer(world, { userId })));
    const store = ({ credential }: (typeof answers)[number]) =>
      webauthn.createWebauthnCredential({ credential, limit: 3 }, call);
    expect(await outcomes(answers.map(store))).toEqual({ success: 3, WEBAUTHN_LIMIT_REACHED: 5 });
    expect(await outcomes(answers.map(store))).toEqual({ success: 3, WEBAUTHN_LIMIT_REACHED: 5 });
    expect(await created(userId)).toHaveLength(3);
  });

  test("one credential that arrives many times at once is stored once", async () => {
    const userId = freshId();
    const { credential } = await answer(world, { userId });
    const copies = times(8, () => webauthn.createWebauthnCredential({ credential, limit: 5 }, call));
    expect(await outcomes(copies)).toEqual({ success: 8 });
    expect(await created(userId)).toHaveLength(1);
  });

  test("a new security key makes trusted devices strangers; a passkey does not", async () => {
    const userId = freshId();
    const { token } = await devices.trustDevice({ userId, deviceId: freshId() }, call);
    const isTrusted = async () => (await devices.checkDevice({ userId, token }, call)).trusted;
    await register(userId);
    expect(await isTrusted()).toBe(true);
    await register(userId, { use: WebauthnUse.SECURITY_KEY });
    expect(await isTrusted()).toBe(false);
  });
});

describe("what an attestation has to prove", async () => {
  const world = await worldOf();

  const forgeries: readonly (readonly [what: string, tampering: Tampering, check: string])[] = [
    ["of another page", { origin: "http://evil.example" }, "origin"],
    ["for another challenge", { challenge: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }, "challenge"],
    ["of another ceremony", { type: "webauthn.get" }, "type"],
    ["for another relying party", { rpId: "evil.example" }, "attestation"],
    ["without a touch", { flags: 0x44 }, "attestation"],
    ["that is backed up and cannot be", { flags: 0x51 }, "attestation"],
    ["that introduces no credential", { flags: 0x05 }, "WEBAUTHN_RESPONSE_MALFORMED"],
  ];
  test.each(forgeries)("one %s is refused", async (_what, tampering, check) => {
    const request = { userId: freshId(), store: true };
    expect(await checkFrom(answer(world, request, {}, undefined, tampering))).toBe(check);
  });

  test("self-attestation is verified and named", async () => {
    const packed = { attestation: "packed" } as const;
    const { credential } = await answer(world, { userId: freshId() }, packed);
    expect(credential?.attestationType).toBe("packed");
    const forged = answer(world, { userId: freshId() }, packed, undefined, { signature: "flip" });
    expect(await checkFrom(forged)).toBe("attestation");
  });

  test("verification of the user counts only where it is required", async () => {
    const unverified = { userVerified: false };
    expect((await answer(world, { userId: freshId() }, unverified)).credential).toBeDefined();
    const strict = await worldOf({ settings: { passkey: { user_verification: "required" } } });
    expect(await checkFrom(answer(strict, { userId: freshId() }, unverified))).toBe("user-verification");
    expect((await answer(strict, { userId: freshId() })).credential).toBeDefined();
  });

  test("a credential that says it is another is refused", async () => {
    const { webauthn, call } = world;
    const { optionsJson, ceremony } = await webauthn.createRegistrationOptions({ userId: freshId() }, call);
    const response = createPasskey().create(JSON.parse(optionsJson));
    const responseJson = JSON.stringify({ ...response, id: "AAAA", rawId: "AAAA" });
    expect(await checkFrom(webauthn.verifyRegistration({ responseJson, ceremony }, call))).toBe("credential");
  });

  test("an expired ceremony is over, and one that says nothing never was", async () => {
    const { webauthn, call, units } = world;
    const { optionsJson, ceremony } = await webauthn.createRegistrationOptions({ userId: freshId() }, call);
    const responseJson = JSON.stringify(createPasskey().create(JSON.parse(optionsJson)));
    expect(await checkFrom(webauthn.verifyRegistration({ responseJson }, call))).toBe("ceremony");
    units.clock.advance(600_000);
    expect(await checkFrom(webauthn.verifyRegistration({ responseJson, ceremony }, call))).toBe("ceremony");
  });

  test("transports are kept as browsers report them, wherever they put them; the unreadable are dropped", async () => {
    const { webauthn, call } = world;
    const verify = async (change: (good: ReturnType<Passkey["create"]>) => unknown) => {
      const { optionsJson, ceremony } = await webauthn.createRegistrationOptions({ userId: freshId() }, call);
      const responseJson = JSON.stringify(change(createPasskey().create(JSON.parse(optionsJson))));
      return (await webauthn.verifyRegistration({ responseJson, ceremony }, call)).credential?.transports;
    };
    const without = (good: ReturnType<Passkey["create"]>) => ({ ...good.response, transports: undefined });
    expect(await verify((good) => ({ ...good, response: without(good), transports: ["usb", "usb"] }))).toEqual(["usb"]);
    expect(await verify((good) => ({ ...good, response: without(good) }))).toEqual([]);
    expect(await verify((good) => ({ ...good, response: { ...good.response, transports: [1, "\0"] } }))).toEqual([]);
  });

  const unreadable = ["{}", "null", "{", '{"id":"x"}', `{"id":"${"A".repeat(70_000)}"}`];
  test.each(unreadable)("an unusable answer is malformed", async (responseJson) => {
    const { webauthn, call } = world;
    const { ceremony } = await webauthn.createRegistrationOptions({ userId: freshId() }, call);
    const attempt = webauthn.verifyRegistration({ responseJson, ceremony }, call);
    expect(await reasonFrom(attempt)).toBe("WEBAUTHN_RESPONSE_MALFORMED");
  });
});

/** Registers with a fresh passkey, or with a given one. */
async function answer(
  { webauthn, call }: World,
  request: { readonly userId: string; readonly store?: boolean; readonly user?: Any },
  options: PasskeyOptions = {},
  passkey = createPasskey(options),
  tampering: Tampering = {},
) {
  const { userId, ...rest } = request;
  const { optionsJson, ceremony } = await webauthn.createRegistrationOptions({ userId }, call);
  const responseJson = JSON.stringify(passkey.create(JSON.parse(optionsJson), tampering));
  const { credential } = await webauthn.verifyRegistration({ ...rest, responseJson, ceremony }, call);
  return { credential, passkey };
}
