import { addVirtualAuthenticator, launchBrowser, watchElement } from "@signet/testkit/browser";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  page = await browser.newPage();
  await page.route("http://localhost:8888/", (route) =>
    route.fulfill({ contentType: "text/html", body: "<h1>Page</h1>" }),
  );
});

/** Registers a passkey in the page; answers with its id, or with the name of the error. */
const register = `navigator.credentials.create({ publicKey: {
  challenge: new Uint8Array(32), rp: { id: "localhost", name: "Test" },
  user: { id: new Uint8Array([1]), name: "ada", displayName: "Ada" },
  pubKeyCredParams: [{ type: "public-key", alg: -7 }], timeout: 500,
  authenticatorSelection: { residentKey: "required", userVerification: "required" },
} }).then(({ id }) => id, ({ name }) => name)`;

test("a page registers passkeys with the virtual authenticator", async () => {
  await page.goto("http://localhost:8888/");
  const authenticator = await addVirtualAuthenticator(page);
  const id = await page.evaluate(register);
  expect(await authenticator.credentialIds()).toEqual([id]);
  await authenticator.clear();
  expect(await authenticator.credentialIds()).toEqual([]);
});

test("nobody registers who does not touch the authenticator or fails its verification", async () => {
  await page.goto("http://localhost:8888/");
  const authenticator = await addVirtualAuthenticator(page);
  await authenticator.setPresent(false);
  expect(await page.evaluate(register)).toBe("NotAllowedError");
  await authenticator.setPresent(true);
  await authenticator.setVerified(false);
  expect(await page.evaluate(register)).toBe("NotAllowedError");
  expect(await authenticator.credentialIds()).toEqual([]);
});

test("the element has reached a state only when it will not fall back from it by itself", async () => {
  const element = await watchElement(page);
  await page.goto("http://localhost:8888/");
  await page.evaluate(`{
    window.shown = [];
    const show = (name) => {
      shown.push(name);
      document.body.dispatchEvent(new CustomEvent("onAfterStateChange", { detail: { state: { name } } }));
    };
    const showAgain = () => { show("login_init"); setTimeout(() => show("passcode_confirmation"), 0); };
    show("passcode_confirmation");
    Promise.resolve().then(() => setTimeout(showAgain, 500));
  }`);
  await element.reaches("passcode_confirmation");
  expect(await page.evaluate("shown.length")).toBe(3);
  await expect(element.reaches("success", { timeoutMs: 1 })).rejects.toThrow(
    "shows passcode_confirmation and not success",
  );
});
