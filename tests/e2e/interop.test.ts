import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { fileURLToPath } from "node:url";
import {
  type AssertionCredential,
  type AttestationCredential,
  createAuthenticationClient,
  createPasskeyClient,
  type SignedToken,
  verifyPasskeyToken,
} from "@signet/sdk";
import { addVirtualAuthenticator, launchBrowser } from "@signet/testkit/browser";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RelyingParties, type RelyingParty, startRelyingParties } from "../sdk/relying-party.ts";

let browser: Browser;
let parties: RelyingParties;
let pages: Server;
let origin: string;
beforeAll(async () => {
  pages = createServer((_, response) => response.setHeader("content-type", "text/html").end("<!doctype html>"));
  pages.listen(0, "127.0.0.1");
  const listening = once(pages, "listening");
  [browser, parties] = await Promise.all([launchBrowser(), startRelyingParties(), listening]);
  const address = pages.address();
  if (typeof address !== "object" || !address) throw new Error("a listener without a port");
  origin = `http://localhost:${address.port}`;
});
afterAll(async () => {
  pages?.close();
  await Promise.all([browser?.close(), parties?.stop()]);
});

describe.each(["@teamhanko/hanko-webauthn", "@github/webauthn-json"])("in a browser, %s", (library) => {
  test("registers, signs in and confirms with the Authentication API", async () => {
    const { party, visit } = await openPage(library);
    const { apiKeyId, apiSecret, url } = party;
    const authentication = createAuthenticationClient({ apiUrl: url, apiKeyId, apiSecret });
    const user = { id: "ada-01", name: "ada@example.org", displayName: "Ada" };

    const creation = await authentication.initializeRegistration({
      user,
      options: {
        authenticatorSelection: {
          authenticatorAttachment: "platform",
          requireResidentKey: true,
          userVerification: "required",
        },
        attestation: "none",
      },
    });
    const attestation = await visit<AttestationCredential>("create", creation);
    const { credential } = await authentication.finalizeRegistration(attestation);
    expect(credential).toMatchObject({
      id: attestation.id,
      userVerification: true,
      isResidentKey: true,
      authenticator: { attachment: "platform" },
      user: { id: "ada-01" },
    });

    const request = await authentication.initializeAuthentication({ user });
    const assertion = await visit<AssertionCredential>("get", request);
    expect((await authentication.finalizeAuthentication(assertion)).credential.id).toBe(credential.id);

    const ofAnybody = await visit<AssertionCredential>("get", await authentication.initializeAuthentication());
    expect((await authentication.finalizeAuthentication(ofAnybody)).credential.user.id).toBe("ada-01");

    const transaction = { user, transaction: "Pay 12.00 EUR to Bea" };
    const confirmation = await visit<AssertionCredential>(
      "get",
      await authentication.initializeTransaction(transaction),
    );
    expect((await authentication.finalizeTransaction(confirmation)).credential.id).toBe(credential.id);
    await expect(authentication.finalizeTransaction(confirmation)).rejects.toMatchObject({ status: 400 });
  });

  test("registers and signs in with the passkey server, without a key in the page", async () => {
    const { party, visit } = await openPage(library);
    const { tenantId, url, apiSecret } = party;
    const passkeys = createPasskeyClient({ baseUrl: url, tenantId, apiKey: apiSecret });
    const tenantUrl = `${url}/${tenantId}`;

    const creation = await passkeys.registration.initialize({ userId: "bea-02", username: "bea@example.org" });
    const registered = await visit<SignedToken>("register", tenantUrl, creation);
    const signedIn = await visit<SignedToken>("signIn", tenantUrl);
    const check = { jwks: await passkeys.jwks(), audience: "localhost" };
    const { userId, credentialId } = await verifyPasskeyToken(signedIn.token, check);
    expect(userId).toBe("bea-02");
    expect(await verifyPasskeyToken(registered.token, check)).toMatchObject({ userId, credentialId });

    const transaction = {
      userId,
      transactionId: "inv-1",
      transactionData: { amount: 12, note: "<Books> & pens\u2028" },
    };
    const confirmation = await visit<AssertionCredential>("get", await passkeys.transaction.initialize(transaction));
    const { token } = await passkeys.transaction.finalize(confirmation);
    expect(await verifyPasskeyToken(token, check)).toMatchObject({ userId, transactionId: "inv-1" });
    expect((await passkeys.credentials.get(credentialId)).transports).toBeInstanceOf(Array);
  });
});

/** What the page of the folder `interop` offers as `window.page`. */
type Calls = "create" | "get" | "register" | "signIn";

/** A page of a new relying party with a library, in a browser with an authenticator. */
async function openPage(
  library: string,
): Promise<{ party: RelyingParty; visit: <T>(call: Calls, ...values: unknown[]) => Promise<T> }> {
  const party = await parties.create({ origin });
  const context = await browser.newContext();
  const page: Page = await context.newPage();
  await addVirtualAuthenticator(page);
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("interop/page.js", import.meta.url))],
    alias: { "webauthn-library": library },
    bundle: true,
    write: false,
  });
  await page.goto(origin);
  await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
  return {
    party,
    visit: (call, ...values) =>
      page.evaluate(`page.${call}(${values.map((value) => JSON.stringify(value)).join(", ")})`),
  };
}
