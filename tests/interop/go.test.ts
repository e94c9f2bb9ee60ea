import { createPasskey } from "@signet/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RelyingParties, type RelyingParty, startRelyingParties } from "../sdk/relying-party.ts";
import { buildGo, type GoClient, goMissing, startGo } from "./go-program.ts";

const missing = await goMissing();
/** A cold cache of Go compiles its standard library first. */
const PATIENCE_MS = 300_000;

let parties: RelyingParties;
let party: RelyingParty;
let program: Awaited<ReturnType<typeof buildGo>>;
beforeAll(async () => {
  if (missing) return;
  [parties, program] = await Promise.all([startRelyingParties(), buildGo()]);
  party = await parties.create();
}, PATIENCE_MS);
afterAll(async () => {
  await program?.remove();
  await parties?.stop();
});

const inGo = (name: string, body: () => Promise<void>) =>
  test(name, async ({ skip }) => (missing ? skip(missing) : body()));

/** As much of what Go answers as these tests look at. */
interface Credential {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsed: string;
  readonly authenticator: { readonly aaguid: string; readonly attachment?: string };
  readonly user: { readonly id: string; readonly name?: string };
}
interface Options {
  readonly publicKey: { readonly challenge: string; readonly allowCredentials?: readonly { readonly id: string }[] };
}

describe.each([
  { auth: "signatures", signed: true },
  { auth: "the secret itself", signed: false },
])("a program in Go with $auth", ({ signed }) => {
  const start = (apiUrl = party.url) =>
    startGo(program.path, {
      baseUrl: apiUrl,
      secret: party.apiSecret,
      ...(signed ? { apiKeyId: party.apiKeyId } : {}),
    });
  const userId = signed ? "ada-01" : "bea-02";

  async function withGo(body: (go: GoClient) => Promise<void>, apiUrl?: string): Promise<void> {
    const go = await start(apiUrl);
    try {
      await body(go);
    } finally {
      await go.stop();
    }
  }

  inGo("makes all ten calls", () =>
    withGo(async (go) => {
      const passkey = createPasskey();
      const creation = await go.call<Options>("InitializeRegistration", {
        userId,
        userName: "Ada <ada@example.org> & Söhne",
        userVerification: "required",
        attachment: "platform",
      });
      const registered = await go.call<{ credential: Credential }>("FinalizeRegistration", {
        credential: passkey.create(creation),
      });
      expect(registered.credential).toMatchObject({
        id: passkey.id,
        user: { id: userId },
        authenticator: { attachment: "platform" },
      });

      const request = await go.call<Options>("InitializeAuthentication", { userId, userVerification: "required" });
      expect(request.publicKey.allowCredentials).toMatchObject([{ id: passkey.id }]);
      const authenticated = await go.call<{ credential: Credential }>("FinalizeAuthentication", {
        credential: passkey.get(request),
      });
      expect(Date.parse(authenticated.credential.lastUsed)).toBeGreaterThanOrEqual(
        Date.parse(registered.credential.createdAt),
      );

      const transaction = { userId, transaction: "Pay <12.00> EUR & more to Béa\u2028" };
      const confirmation = await go.call<Options>("InitializeTransaction", transaction);
      expect(Buffer.from(confirmation.publicKey.challenge, "base64url")).toHaveLength(64);
      const confirmed = await go.call<{ credential: Credential }>("FinalizeTransaction", {
        credential: passkey.get(confirmation),
      });
      expect(confirmed.credential.id).toBe(passkey.id);

      expect(await go.call("ListCredentials", { userId, page: 1, pageSize: 5 })).toMatchObject([{ id: passkey.id }]);
      expect(await go.call("UpdateCredential", { credentialId: passkey.id, name: "<Ada's> & ключ" })).toMatchObject({
        name: "<Ada's> & ключ",
      });
      expect(await go.call("GetCredential", { credentialId: passkey.id })).toMatchObject({ name: "<Ada's> & ключ" });
      expect(await go.call("DeleteCredential", { credentialId: passkey.id })).toBe(true);
      expect(await go.call("ListCredentials", { userId })).toEqual([]);
    }),
  );

  inGo("signs in whoever answers, where it leaves the user empty", () =>
    withGo(async (go) => {
      const passkey = createPasskey();
      const creation = await go.call("InitializeRegistration", { userId: `${userId}-x`, userName: "x" });
      await go.call("FinalizeRegistration", { credential: passkey.create(creation) });
      const request = await go.call<Options>("InitializeAuthentication");
      expect(request.publicKey.allowCredentials).toBeUndefined();
      expect(await go.call("FinalizeAuthentication", { credential: passkey.get(request) })).toMatchObject({
        credential: { id: passkey.id, user: { id: `${userId}-x` } },
      });
      await go.call("DeleteCredential", { credentialId: passkey.id });
    }),
  );

  inGo("lists with no query and with an empty one", () =>
    withGo(async (go) => {
      expect(await go.call("ListCredentials")).toEqual([]);
      expect(await go.call("ListCredentials", { emptyQuery: true })).toEqual([]);
    }),
  );

  inGo("may have a slash at the end of its URL", () =>
    withGo(async (go) => expect(await go.call("ListCredentials")).toEqual([]), `${party.url}/`),
  );

  inGo("decodes refusals", () =>
    withGo(async (go) => {
      await expect(go.call("GetCredential", { credentialId: "bm8gc3VjaCBrZXk" })).rejects.toMatchObject({
        status_code: 404,
        status_text: "Not Found",
        message: expect.stringMatching(/./),
      });
      await expect(go.call("InitializeRegistration", {})).rejects.toMatchObject({ status_code: 400 });
      await expect(go.call("InitializeAuthentication", { userId: "nobody" })).rejects.toMatchObject({
        status_code: 400,
      });
      await go.call("connect", { baseUrl: party.url, secret: "wrong", apiKeyId: signed ? party.apiKeyId : "" });
      await expect(go.call("ListCredentials")).rejects.toMatchObject({ status_code: 401, status_text: "Unauthorized" });
    }),
  );
});
