import { randomUUID } from "node:crypto";
import { startDemo } from "@signet/demo";
import { createPasskey, flowClient } from "@signet/testkit";
import { addVirtualAuthenticator, launchBrowser } from "@signet/testkit/browser";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPayments } from "../../packages/cli/src/process/payments.ts";
import { clientOf } from "../contract/relying-party/party.ts";
import { rpcKey, type Server, startServer } from "../contract/server.ts";

let browser: Browser;
let server: Server;
let demo: Awaited<ReturnType<typeof startDemo>>;
let page: Page;
beforeAll(async () => {
  server = await startServer({ password: { enabled: false }, mfa: { enabled: false } });
  const { apiUrl, rpcUrl } = server;
  demo = await startDemo({
    ...{ port: 0, apiUrl },
    payments: () => openPayments({ apiUrl, rpcUrl, rpcKey, origin: demo.url }),
  });
  browser = await launchBrowser();
  page = await browser.newPage();
  await addVirtualAuthenticator(page, {});
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
  await server?.stop();
});

/** Signs somebody up over the API, and gives the browser the session. */
async function signUp(): Promise<string> {
  const email = `${randomUUID()}@example.com`;
  const flow = flowClient(server.apiUrl);
  await flow.start("registration");
  await flow.act("register_client_capabilities", {
    webauthn_available: true,
    webauthn_conditional_mediation_available: false,
    webauthn_platform_authenticator_available: true,
  });
  await flow.act("register_login_identifier", { email });
  await flow.act("verify_passcode", { code: /\b\d{6}\b/.exec((await server.inbox.next(email)).text)?.[0] });
  await flow.act("webauthn_generate_creation_options", {});
  const public_key = createPasskey().create(flow.state.payload?.creation_options);
  await flow.act("webauthn_verify_attestation_response", { public_key });
  flow.expect("success");
  const cookies = [...flow.cookies].map(([name, value]) => ({ name, value, url: demo.url, httpOnly: true }));
  await page.context().addCookies(cookies);
  return email;
}

test("whoever is not signed in is sent to sign in, and confirms nothing", async () => {
  await page.goto(`${demo.url}/payment`);
  expect(new URL(page.url()).pathname).toBe("/");
  const response = await fetch(`${demo.url}/payment/begin`, {
    ...{ method: "POST", headers: { "content-type": "application/json" }, body: "{}" },
  });
  expect(response.status).toBe(401);
});

test("a signed-in person confirms a payment with a passkey and sees the verified evidence", async () => {
  await signUp();
  await page.goto(`${demo.url}/payment`);
  expect(await page.locator("#order").textContent()).toBe("Pay 12.00 EUR to Bea");
  const button = page.getByRole("button", { name: "Confirm with a passkey" });
  await button.click();
  await page.locator("#evidence").waitFor();
  const told = async (id: string) => (await page.locator(`#${id}`).textContent()) ?? "";
  expect(await told("verdict")).toBe("Paid, and proven");
  expect(await told("what")).toBe("Pay 12.00 EUR to Bea");
  expect(await told("where")).toBe(demo.url);
  expect(await told("checks")).toMatch(/✓ signature/);
  expect(await told("checks")).not.toMatch(/✗/);

  const first = await told("transaction");
  const client = clientOf(server);
  const { valid } = await client.relyingPartyTransactions.verifyRelyingPartyTransaction({ transactionId: first });
  client.close();
  expect(valid).toBe(true);

  // The passkey is there now: the second payment asks for nothing but the confirmation.
  await button.click();
  await page.locator("#transaction").filter({ hasText: /\S/, hasNotText: first }).waitFor();
  expect(server.logged.filter(({ level }) => level === "error")).toEqual([]);
});
