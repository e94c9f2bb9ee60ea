import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "@signet/testkit/browser";
import { build } from "esbuild";
import type { Browser, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { register } from "./people.ts";
import { type Site, startSite } from "./server.ts";
import { type Visitor, visit } from "./visitor.ts";

const account = { allow_deletion: true };
let browser: Browser;
let site: Site;
/** The same people, where nobody has a password. */
let codesOnly: Site;
let ada: Visitor;

beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), startSite({ settings: { account } })]);
  const settings = { account, password: { enabled: false } };
  codesOnly = await startSite({ settings, databaseUrl: site.databaseUrl });
});
afterAll(async () => {
  await Promise.all([browser.close(), site.stop(), codesOnly.stop()]);
});
afterEach(() => ada.leave());

test("registers with a code, a password and a passkey, and logs in with the passkey", async () => {
  const address = freshAddress();
  ada = await visit(browser, site);
  await show(ada, "hanko-auth");
  await ada.submit("Email", address);
  await heading(ada, "Create account?");
  await ada.press("Sign up");
  await heading(ada, "Enter passcode");
  await ada.enterCode(await site.codeFor(address));
  await heading(ada, "Set new password");
  await ada.submit("New password", "open sesame");
  await heading(ada, "Create a passkey");
  await ada.press("Create a passkey");
  expect(await completed(ada)).toMatchObject({ email: address, webauthn_credentials: [{}] });

  await ada.page.evaluate("page.logOut()");
  await show(ada, "hanko-auth");
  await ada.press("Sign in with a passkey");
  expect(await completed(ada)).toMatchObject({ email: address });
});

test("logs in with a password, once it is the right one", async () => {
  const address = freshAddress();
  await register(site, { address, password: "open sesame" });
  ada = await visit(browser, site);
  await show(ada, "hanko-auth");
  await ada.submit("Email", address);
  await heading(ada, "Enter password");
  await ada.submit("Password", "open barley");
  await ada.isTold("Wrong email or password.");
  await ada.submit("Password", "open sesame");
  await heading(ada, "Create a passkey");
  await ada.press("Skip");
  expect(await completed(ada)).toMatchObject({ email: address, webauthn_credentials: null });
});

test("logs in with a code, once it is the right one", async () => {
  const address = freshAddress();
  await register(site, { address, password: "open sesame" });
  ada = await visit(browser, codesOnly);
  await show(ada, "hanko-auth");
  await ada.submit("Email", address);
  await heading(ada, "Enter passcode");
  await ada.enterCode("000000");
  await ada.isTold("The passcode provided was not correct.");
  await ada.enterCode(await codesOnly.codeFor(address));
  await heading(ada, "Create a passkey");
  await ada.press("Skip");
  expect(await completed(ada)).toMatchObject({ email: address });
});

test("changes addresses, password and passkeys in the profile, and deletes the account", async () => {
  const address = freshAddress();
  const second = freshAddress();
  ada = await visit(browser, site);
  await signUp(ada, address);
  await show(ada, "hanko-profile");

  await unfold(ada, "Add email");
  await ada.submit("New email address", second);
  await heading(ada, "Enter passcode");
  await ada.enterCode(await site.codeFor(second));
  await unfold(ada, second);
  await pressIn(item(ada, second), "Set as primary");
  await ada.page.locator("label", { hasText: `${second} - primary` }).waitFor();
  await unfold(ada, address);
  await confirmIn(item(ada, address), "Delete");
  await item(ada, address).waitFor({ state: "detached" });
  expect(await user(ada)).toMatchObject({ email: second });

  await unfold(ada, "Change password");
  await ada.submit("New password", "open barley");
  await unfold(ada, "Create a passkey");
  await pressIn(item(ada, "Create a passkey"), "Create a passkey");
  const passkey = item(ada, /^Passkey-/);
  await passkey.locator("label").click();
  await pressIn(passkey, "Rename");
  await ada.submit("New passkey name", "On my desk");
  await unfold(ada, "On my desk");
  await confirmIn(item(ada, "On my desk"), "Delete");
  await item(ada, "On my desk").waitFor({ state: "detached" });
  expect(await user(ada)).toMatchObject({ webauthn_credentials: null });

  await ada.press("Delete account");
  await ada.page.getByLabel("Yes, delete this account.").check();
  const deleted = ada.page.waitForResponse((answer) => answer.request().method() === "DELETE");
  await ada.press("Delete");
  await deleted;
  expect(await user(ada).catch(() => "nobody")).toBe("nobody");
});

const freshAddress = () => `${randomUUID()}@example.com`;

/** Signs up and in, with a password and no passkey. */
async function signUp(visitor: Visitor, address: string): Promise<void> {
  await show(visitor, "hanko-auth");
  await visitor.submit("Email", address);
  await visitor.press("Sign up");
  await heading(visitor, "Enter passcode");
  await visitor.enterCode(await visitor.site.codeFor(address));
  await visitor.submit("New password", "open sesame");
  await heading(visitor, "Create a passkey");
  await visitor.press("Skip");
  await completed(visitor);
}

/** Shows an element of version 0.12, on a page of the site without scripts and policies. */
async function show({ page, site: { demoUrl, apiUrl } }: Visitor, element: "hanko-auth" | "hanko-profile") {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("sdk/elements-0.js", import.meta.url))],
    define: { API_URL: JSON.stringify(apiUrl), ELEMENT: JSON.stringify(element) },
    bundle: true,
    write: false,
  });
  await page.goto(`${demoUrl}/no-such-page`);
  await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
  await page.evaluate("page.ready()");
}

function heading({ page }: Visitor, name: string): Promise<void> {
  return page.locator("[part~=headline1]").getByText(name, { exact: true }).waitFor();
}

/** Waits until the element says that somebody is signed in; who that is. */
async function completed(visitor: Visitor): Promise<unknown> {
  await visitor.page.evaluate("page.completed");
  return user(visitor);
}

function user({ page }: Visitor): Promise<unknown> {
  return page.evaluate("page.user()");
}

/** The entry of a list, with everything that can be done to it. */
function item({ page }: Visitor, label: string | RegExp): Locator {
  const labelled = page.locator("label", { hasText: label });
  return page.locator(".hanko_accordionItem").filter({ has: labelled });
}

async function unfold(visitor: Visitor, label: string): Promise<void> {
  await item(visitor, label).locator("label").click();
}

async function pressIn(place: Locator, label: string): Promise<void> {
  await place.getByRole("button", { name: label, exact: true }).click();
}

/** Presses a link that asks whether one means it. */
async function confirmIn(place: Locator, label: string): Promise<void> {
  await pressIn(place, label);
  await pressIn(place, "yes");
}
