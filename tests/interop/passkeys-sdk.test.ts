import { createPasskey, type Passkey } from "@signet/testkit";
import { tenant } from "@teamhanko/passkeys-sdk";
import { createLocalJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RelyingParties, type RelyingParty, startRelyingParties } from "../sdk/relying-party.ts";

let parties: RelyingParties;
let party: RelyingParty;
beforeAll(async () => {
  parties = await startRelyingParties();
});
afterAll(() => parties?.stop());

/** The vendor's client, unmodified, of a new tenant. */
async function newTenant() {
  party = await parties.create();
  return tenant({ baseUrl: party.url, tenantId: party.tenantId, apiKey: party.apiSecret });
}

// Their types are generated from a document that is stricter than the wire (the credential's, for one).
type Finalize = Parameters<ReturnType<typeof tenant>["registration"]["finalize"]>[0];
type FinalizeLogin = Parameters<ReturnType<typeof tenant>["login"]["finalize"]>[0];

async function registered(client: ReturnType<typeof tenant>, userId: string): Promise<Passkey> {
  const passkey = createPasskey();
  const options = await client.registration.initialize({ userId, username: `${userId}@example.org` });
  await client.registration.finalize(passkey.create(options) as Finalize);
  return passkey;
}

test("a passkey is registered and signs in, and the token verifies with the published keys", async () => {
  const client = await newTenant();
  const passkey = createPasskey();
  const options = await client.registration.initialize({
    userId: "ada-01",
    username: "ada@example.org",
    displayName: "Ada",
    icon: "https://example.org/ada.png",
  });
  expect(options).toMatchObject({ publicKey: { user: { displayName: "Ada", icon: "https://example.org/ada.png" } } });
  expect(await client.registration.finalize(passkey.create(options) as Finalize)).toEqual({
    token: expect.any(String),
  });

  const answer = passkey.get(await client.login.initialize());
  const { token = "" } = (await client.login.finalize(answer as FinalizeLogin)) ?? {};
  // The document that their types are made from knows no members of keys.
  const keys = createLocalJWKSet((await client.jwks()) as Parameters<typeof createLocalJWKSet>[0]);
  const { payload, protectedHeader } = await jwtVerify(token, keys, { audience: "localhost" });
  expect(protectedHeader.alg).toBe("RS256");
  expect(payload).toMatchObject({ sub: "ada-01", cred: passkey.id });
});

test("the credentials of a user are listed, and removed", async () => {
  const client = await newTenant();
  const passkey = await registered(client, "ada-01");
  await registered(client, "bea-02");
  expect(await client.user("ada-01").credentials()).toMatchObject([{ id: passkey.id }]);
  await client.credential(passkey.id).remove();
  expect(await client.user("ada-01").credentials()).toEqual([]);
});

test("a security key is a second factor, and none but that", async () => {
  const client = await newTenant();
  await registered(client, "ada-01");
  const ada = client.user("ada-01");
  const key = createPasskey({ attachment: "cross-platform", backup: "none", counter: 1, transports: ["usb"] });
  const options = await ada.mfa.registration.initialize({ username: "ada@example.org" });
  await ada.mfa.registration.finalize(key.create(options) as Finalize);

  const answer = key.get(await ada.mfa.login.initialize());
  expect(await ada.mfa.login.finalize(answer as FinalizeLogin)).toEqual({ token: expect.any(String) });

  const firstFactor = key.get(await client.login.initialize());
  await expect(client.login.finalize(firstFactor as FinalizeLogin)).rejects.toMatchObject({
    originalError: { status: 401 },
  });
});

test("refusals are its own errors, with the body of the API", async () => {
  const client = await newTenant();
  await expect(client.credential("bm8gc3VjaCBrZXk").remove()).rejects.toMatchObject({
    message: expect.stringMatching(/^Request failed: /),
    originalError: { status: 404 },
  });
  const { url, tenantId } = party;
  const stranger = tenant({ baseUrl: url, tenantId, apiKey: "wrong" });
  await expect(stranger.registration.initialize({ userId: "a", username: "a" })).rejects.toMatchObject({
    originalError: { status: 401 },
  });
});

test("a URL with a path of its own slash leads to the same server", async () => {
  await newTenant();
  const client = tenant({ baseUrl: `${party.url}/`, tenantId: party.tenantId, apiKey: party.apiSecret });
  expect(await client.user("nobody").credentials()).toEqual([]);
});
