import { WebauthnUse } from "@signet/proto/credential/v1/credential";
import { expect, test } from "vitest";
import { freshId, worldOf } from "../test/worlds.ts";

const { webauthn, call } = await worldOf({
  settings: { webauthn: { relying_party: { id: "example.org", display_name: "Example" } } },
});
const local = await worldOf();
const userId = "7f0b6a6e-5a0e-4f3f-9a4b-51b8c9f0d2a1";
const mara = { userId, userName: "mara@example.org", userDisplayName: "mara" };
const algorithms = [-7, -35, -36, -257, -258, -259, -37, -38, -39, -8];

test("creation options of a passkey are those of the contract, member by member", async () => {
  const { optionsJson, ceremony } = await webauthn.createRegistrationOptions(mara, call);

  expect(JSON.parse(optionsJson)).toStrictEqual({
    publicKey: {
      rp: { id: "example.org", name: "Example" },
      user: { id: "fwtqbloOTz-aS1G4yfDSoQ", name: "mara@example.org", displayName: "mara" },
      challenge: ceremony?.challenge,
      pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
      timeout: 600_000,
      authenticatorSelection: { requireResidentKey: true, residentKey: "required", userVerification: "preferred" },
      attestation: "direct",
    },
  });
  expect(ceremony).toMatchObject({ userId, userVerification: "preferred", allowedCredentialIds: [] });
  expect(Buffer.from(ceremony?.challenge ?? "", "base64url")).toHaveLength(32);
});

test("creation options of a security key ask for one that roams, need not verify and is not discoverable", async () => {
  const request = { ...mara, use: WebauthnUse.SECURITY_KEY };
  const { publicKey } = JSON.parse((await webauthn.createRegistrationOptions(request, call)).optionsJson);

  expect(publicKey.timeout).toBe(120_000);
  expect(publicKey.attestation).toBe("direct");
  expect(publicKey.authenticatorSelection).toStrictEqual({
    authenticatorAttachment: "cross-platform",
    requireResidentKey: false,
    residentKey: "discouraged",
    userVerification: "discouraged",
  });
});

test("settings decide what is asked of authenticators", async () => {
  const world = await worldOf({
    settings: {
      passkey: { user_verification: "discouraged", attestation_preference: "none" },
      mfa: { security_keys: { authenticator_attachment: "no_preference", user_verification: "required" } },
      webauthn: { timeouts: { registration: 30_000, login: 40_000 } },
    },
  });
  const passkey = JSON.parse((await world.webauthn.createRegistrationOptions(mara, call)).optionsJson).publicKey;
  const use = WebauthnUse.SECURITY_KEY;
  const key = JSON.parse(
    (await world.webauthn.createRegistrationOptions({ ...mara, use }, call)).optionsJson,
  ).publicKey;
  const login = JSON.parse((await world.webauthn.createAuthenticationOptions({ use }, call)).optionsJson).publicKey;

  expect([passkey.timeout, passkey.attestation]).toEqual([120_000, "none"]);
  expect(key.timeout).toBe(30_000);
  expect(key.authenticatorSelection).not.toHaveProperty("authenticatorAttachment");
  expect([login.timeout, login.userVerification]).toEqual([40_000, "required"]);
});

test.each([
  ["direct", "direct", "direct"],
  ["none", "direct", "none"],
  ["direct", "none", "none"],
  ["indirect", "direct", "indirect"],
  ["indirect", "none", "none"],
] as const)(
  "with %s for passkeys and %s for security keys, the attestation of a security key is %s",
  async (passkeys, keys, asked) => {
    const world = await worldOf({
      settings: {
        passkey: { attestation_preference: passkeys },
        mfa: { security_keys: { attestation_preference: keys } },
      },
    });
    const request = { ...mara, use: WebauthnUse.SECURITY_KEY };
    const { publicKey } = JSON.parse((await world.webauthn.createRegistrationOptions(request, call)).optionsJson);
    expect(publicKey.attestation).toBe(asked);
  },
);

test("credentials the user has are excluded, without empty members", async () => {
  const owner = freshId();
  const request = { userId: owner, excludeExisting: true };
  const before = JSON.parse((await local.webauthn.createRegistrationOptions(request, call)).optionsJson);
  expect(before.publicKey).not.toHaveProperty("excludeCredentials");

  const usb = await local.register(owner, { transports: ["usb"], use: WebauthnUse.SECURITY_KEY });
  const silent = await local.register(owner, { transports: [] });
  const { publicKey } = JSON.parse((await local.webauthn.createRegistrationOptions(request, call)).optionsJson);
  expect(publicKey.excludeCredentials.toSorted(byTransports)).toStrictEqual([
    { type: "public-key", id: usb.id, transports: ["usb"] },
    { type: "public-key", id: silent.id },
  ]);
});

test("a discoverable request names no credential", async () => {
  const { optionsJson, ceremony } = await webauthn.createAuthenticationOptions({}, call);

  expect(JSON.parse(optionsJson)).toStrictEqual({
    publicKey: {
      challenge: ceremony?.challenge,
      timeout: 600_000,
      rpId: "example.org",
      userVerification: "preferred",
    },
  });
  expect(ceremony).toMatchObject({ userId: "", allowedCredentialIds: [] });
});

test("a restricted request lists the user's credentials of the wanted use and is bound to the user", async () => {
  const owner = freshId();
  const passkey = await local.register(owner);
  const key = await local.register(owner, { use: WebauthnUse.SECURITY_KEY, transports: ["usb"] });
  const allowedBy = async (allow: WebauthnUse) => {
    const { optionsJson, ceremony } = await local.webauthn.createAuthenticationOptions({ userId: owner, allow }, call);
    const listed = JSON.parse(optionsJson).publicKey.allowCredentials.map(({ id }: { id: string }) => id);
    expect(ceremony?.userId).toBe(owner);
    expect(listed).toEqual(ceremony?.allowedCredentialIds);
    return new Set(listed);
  };

  expect(await allowedBy(WebauthnUse.PASSKEY)).toEqual(new Set([passkey.id]));
  expect(await allowedBy(WebauthnUse.SECURITY_KEY)).toEqual(new Set([key.id]));
  expect(await allowedBy(WebauthnUse.UNSPECIFIED)).toEqual(new Set([passkey.id, key.id]));
});

test("who has no passkey gets a discoverable request, but a second factor stays bound to the user", async () => {
  const nobody = { userId: freshId() };
  const first = await webauthn.createAuthenticationOptions({ ...nobody, use: WebauthnUse.PASSKEY }, call);
  const second = await webauthn.createAuthenticationOptions({ ...nobody, use: WebauthnUse.SECURITY_KEY }, call);

  expect(first.ceremony?.userId).toBe("");
  expect(JSON.parse(first.optionsJson).publicKey).not.toHaveProperty("allowCredentials");
  expect(second.ceremony?.userId).toBe(nobody.userId);
});

function byTransports(one: { transports?: unknown }, other: { transports?: unknown }): number {
  return Number(other.transports !== undefined) - Number(one.transports !== undefined);
}
