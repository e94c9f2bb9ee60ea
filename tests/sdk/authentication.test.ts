import { createAuthenticationClient, hmacAuthorization, isSignetError, type SignetError } from "@signet/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RelyingParties, type RelyingParty, startRelyingParties } from "./relying-party.ts";
import { softwareBrowser } from "./software-browser.ts";

const PREFIX = "/below/this";
let parties: RelyingParties;
let party: RelyingParty;
beforeAll(async () => {
  parties = await startRelyingParties({ server: { authentication: { path_prefix: PREFIX } } });
  party = await parties.create();
});
afterAll(() => parties?.stop());

const clientOf = (changes: Partial<Parameters<typeof createAuthenticationClient>[0]> = {}) =>
  createAuthenticationClient({
    apiUrl: party.url,
    apiKeyId: party.apiKeyId,
    apiSecret: party.apiSecret,
    timeoutMs: 30_000,
    ...changes,
  });

async function failureOf(call: Promise<unknown>): Promise<SignetError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isSignetError(error)) throw new Error("the call did not fail as the SDK says", { cause: error });
  return error;
}

describe("a back end", () => {
  test.each([
    ["with signatures", {}],
    ["with the secret itself", { apiKeyId: undefined }],
    ["with a slash at the end of the URL", () => ({ apiUrl: `${party.url}/` })],
    ["below the path that the server knows", () => ({ apiUrl: party.url + PREFIX })],
    ["there, with a slash", () => ({ apiUrl: `${party.url}${PREFIX}/` })],
  ])("%s is let in", async (_what, changes) => {
    const client = clientOf(typeof changes === "function" ? changes() : changes);
    expect(await client.initializeTransaction({ transaction: "Ünicode 😀 \u2028" })).toMatchObject({
      publicKey: { rpId: "localhost" },
    });
    expect(await client.listCredentials({ userId: "nobody & nothing" })).toEqual([]);
  });

  test.each([
    ["another secret", { apiSecret: "wrong" }],
    ["another secret, shown", { apiSecret: "wrong", apiKeyId: undefined }],
    ["a key that nobody has", { apiKeyId: "3f1c2b7a-9d4e-4c6f-8a10-5b2e7d9c0f41" }],
  ])("with %s is not, and learns nothing", async (_what, changes) => {
    expect(await failureOf(clientOf(changes).listCredentials())).toMatchObject({
      kind: "unauthorized",
      status: 401,
      body: { status_code: 401, status_text: "Unauthorized" },
    });
  });

  test("is out as soon as its key is revoked", async () => {
    const other = await parties.create();
    const client = clientOf({ apiKeyId: other.apiKeyId, apiSecret: other.apiSecret });
    expect(await client.listCredentials()).toEqual([]);
    await parties.signet.apiKeys.revokeApiKey({ apiKeyId: other.apiKeyId });
    expect(await failureOf(client.listCredentials())).toMatchObject({ kind: "unauthorized" });
  });
});

describe("a signature", () => {
  const path = "/v1/webauthn/credentials";
  const statusOf = async (authorization: string, method = "GET", url = party.url + path) =>
    (await fetch(url, { method, headers: { authorization } })).status;
  const sign = (time = new Date()) =>
    hmacAuthorization({ apiKeyId: party.apiKeyId, apiSecret: party.apiSecret, method: "GET", path, time });

  test("counts once", async () => {
    const authorization = await sign();
    const all = await Promise.all(Array.from({ length: 8 }, () => statusOf(authorization)));
    expect(all.sort()).toEqual([200, ...Array(7).fill(401)]);
  });

  test.each([
    [-290, 200],
    [290, 200],
    [-310, 401],
    [310, 401],
  ])("of a clock that is %i s off is answered with %i", async (seconds, status) => {
    expect(await statusOf(await sign(new Date(Date.now() + seconds * 1000)))).toBe(status);
  });

  test("is for its method and its path alone", async () => {
    expect(await statusOf(await sign(), "DELETE", `${party.url}${path}/AQ`)).toBe(401);
    expect(await statusOf(await sign(), "GET", `${party.url}${path}/AQ`)).toBe(401);
  });
});

describe("refusals", () => {
  test("come with the kind, the status, and what the server said", async () => {
    const browser = softwareBrowser();
    const client = clientOf();
    const options = await client.initializeRegistration({ user: { id: "ada-01", name: "ada@example.org" } });
    const answer = browser.create(options);
    const { credential } = await client.finalizeRegistration(answer);

    expect(await failureOf(client.finalizeRegistration(answer))).toMatchObject({
      kind: "unexpected-status",
      status: 400,
      path: "/v1/webauthn/registration/finalize",
      server: { message: expect.stringMatching(/./) },
    });
    expect(await failureOf(client.getCredential(`${credential.id}AA`))).toMatchObject({
      kind: "not-found",
      status: 404,
    });
    expect(await failureOf(client.initializeAuthentication({ user: { id: "nobody" } }))).toMatchObject({ status: 400 });
    expect(await failureOf(client.updateCredential(credential.id, { name: "" }))).toMatchObject({ status: 400 });
    expect(await failureOf(client.listCredentials({ page: -1 }))).toMatchObject({ status: 400 });

    const confirmation = browser.get(await client.initializeTransaction({ transaction: "12 EUR" }));
    expect(await failureOf(client.finalizeAuthentication(confirmation))).toMatchObject({ status: 400 });
  });

  test("keep the credentials of others unknown", async () => {
    const browser = softwareBrowser();
    const options = await clientOf().initializeRegistration({ user: { id: "bea-02", name: "bea@example.org" } });
    const { credential } = await clientOf().finalizeRegistration(browser.create(options));
    const other = await parties.create();
    const stranger = clientOf({ apiKeyId: other.apiKeyId, apiSecret: other.apiSecret });
    expect(await stranger.listCredentials()).toEqual([]);
    expect(await failureOf(stranger.getCredential(credential.id))).toMatchObject({ kind: "not-found" });
    expect(await failureOf(stranger.deleteCredential(credential.id))).toMatchObject({ kind: "not-found" });
    expect(await clientOf().getCredential(credential.id)).toEqual(credential);
  });
});
