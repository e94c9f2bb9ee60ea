import { totp } from "@signet/testkit";
import { launchBrowser, type VirtualAuthenticatorOptions } from "@signet/testkit/browser";
import type { Browser, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { logInWithPassword } from "./journeys.ts";
import { logIn, type Person, register } from "./people.ts";
import { type Site, startSite } from "./server.ts";
import { takeOver, type Visitor, visit } from "./visitor.ts";

const settings = {
  account: { allow_deletion: true },
  username: { enabled: true, acquire_on_login: false },
  passkey: { acquire_on_registration: "never", acquire_on_login: "never" },
  password: { optional: true },
};

let browser: Browser;
let site: Site;
let ada: Visitor;

beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), startSite({ settings })]);
});
afterAll(async () => {
  await Promise.all([browser.close(), site.stop()]);
});
afterEach(() => ada.leave());

test("adds an address, makes it the primary one and removes the other", async () => {
  ada = await profileOf({ address: "ada@example.com", password: "open sesame" });
  await unfold(ada, "Add email");
  await ada.submit("New email address", "ada@work.example.com");
  await ada.reaches("passcode_confirmation");
  await ada.enterCode(await site.codeFor("ada@work.example.com"));
  await item(ada, "ada@work.example.com").waitFor();

  await unfold(ada, "ada@work.example.com");
  await pressIn(item(ada, "ada@work.example.com"), "Set as primary");
  await item(ada, "ada@work.example.com - primary").waitFor();

  await unfold(ada, "ada@example.com");
  await confirmIn(item(ada, "ada@example.com"), "Delete");
  await item(ada, "ada@example.com").waitFor({ state: "detached" });
});

test("verifies an address that was taken on trust", async () => {
  const { databaseUrl } = site;
  const trusting = await startSite({ settings: { ...settings, email: { require_verification: false } }, databaseUrl });
  const session = await register(trusting, { address: "kim@example.com" });
  await trusting.stop();
  ada = await visit(browser, site);
  await takeOver(ada, session);
  await ada.open("/profile");
  await ada.reaches("profile_init");

  await unfold(ada, "kim@example.com - unverified");
  await pressIn(item(ada, "kim@example.com"), "Verify");
  await ada.reaches("passcode_confirmation");
  await ada.enterCode(await site.codeFor("kim@example.com"));
  await item(ada, "kim@example.com - primary").waitFor();
});

test("cannot add an address twice", async () => {
  ada = await profileOf({ address: "ann@example.com", password: "open sesame" });
  await unfold(ada, "Add email");
  await ada.submit("New email address", "ann@example.com");
  await item(ada, "Add email").getByText("The email is already taken.").waitFor();
});

test("chooses a username, changes it and gives it up", async () => {
  ada = await profileOf({ address: "amy@example.com", password: "open sesame" });
  await unfold(ada, "Set username");
  await ada.submit("Username", "amy lovelace");
  await item(ada, "Set username").getByText("must contain only letters, numbers, and underscores").waitFor();
  await ada.submit("Username", "amy");
  await ada.page.getByText("amy", { exact: true }).waitFor();

  await unfold(ada, "Change username");
  await ada.submit("Username", "countess");
  await ada.page.getByText("countess", { exact: true }).waitFor();

  await unfold(ada, "Change username");
  await confirmIn(item(ada, "Change username"), "Delete");
  await item(ada, "Set username").waitFor();
});

test("changes the password, which counts from the next login on", async () => {
  ada = await profileOf({ address: "eve@example.com", password: "open sesame" });
  await unfold(ada, "Change password");
  const saved = ada.page.waitForResponse(/password_update/);
  await ada.submit("New password", "close sesame");
  await saved;

  await ada.page.context().clearCookies();
  await logInWithPassword(ada, "eve@example.com", "open sesame");
  await ada.isTold("The entered value is invalid.");
  await ada.submit("Password", "close sesame");
  await ada.arrives();
});

test("sets a first password and gives it up again", async () => {
  ada = await profileOf({ address: "joe@example.com" });
  await unfold(ada, "Set password");
  await ada.submit("New password", "open sesame");
  await unfold(ada, "Change password");
  await confirmIn(item(ada, "Change password"), "Delete");
  await item(ada, "Set password").waitFor();
});

describe.each([
  { name: "a passkey", add: "Create a passkey", made: /^Passkey-/, rename: "New passkey name", options: {} },
  {
    name: "a security key",
    add: "Add a security key",
    made: /^SecurityKey-/,
    rename: "New security key name",
    options: { transport: "usb", residentKeys: false },
  },
] as const)("$name", ({ add, made, rename, options }) => {
  test("is added, renamed and removed", async () => {
    ada = await profileOf({ address: `${made.source.length}@example.com`, password: "open sesame" }, options);
    await unfold(ada, add);
    await pressIn(item(ada, add), add);
    await item(ada, made).waitFor();
    expect(await ada.authenticator.credentialIds()).toHaveLength(1);

    await unfold(ada, made);
    await pressIn(item(ada, made), "Rename");
    await ada.submit(rename, "On my desk");
    await item(ada, "On my desk").waitFor();

    await unfold(ada, "On my desk");
    await confirmIn(item(ada, "On my desk"), "Delete");
    await item(ada, "On my desk").waitFor({ state: "detached" });
  });
});

test("sets up an authenticator app and removes it", async () => {
  ada = await profileOf({ address: "tim@example.com", password: "open sesame" });
  await unfold(ada, "Manage authenticator app");
  await pressIn(item(ada, "Manage authenticator app"), "Set up");
  await ada.reaches("mfa_otp_secret_creation");
  await ada.enterCode(totp(await ada.showsSecret()));
  await item(ada, "Manage authenticator app - configured").waitFor();

  await unfold(ada, "Manage authenticator app - configured");
  await confirmIn(item(ada, "Manage authenticator app - configured"), "Delete");
  await item(ada, "Manage authenticator app").waitFor();
});

test("ends a session, and the browser that had it notices", async () => {
  const person = { address: "sue@example.com", password: "open sesame" };
  ada = await profileOf(person);
  const thief = await visit(browser, site);
  await logInWithPassword(thief, person.address, person.password);
  await thief.arrives();
  await thief.page.clock.install();
  await thief.open("/account");
  await thief.arrives();

  await ada.open("/profile");
  const other = ada.page.locator(".hanko_accordionItem", { has: ada.page.getByRole("button", { name: "Revoke" }) });
  await other.locator("label").click();
  await confirmIn(other, "Revoke");
  await other.waitFor({ state: "detached" });

  await thief.page.clock.fastForward(31_000);
  await thief.page.waitForURL(`${site.demoUrl}/`);
  await thief.leave();
});

test("deletes the account, and with it every way in", async () => {
  const person = { address: "old@example.com", password: "open sesame" };
  ada = await profileOf(person);
  const elsewhere = await visit(browser, site);
  await takeOver(elsewhere, await logIn(site, person));

  await ada.press("Delete account");
  await ada.page.getByLabel("Yes, delete this account.").check();
  await ada.press("Delete");
  await ada.page.waitForURL(`${site.demoUrl}/`);

  await elsewhere.open("/account");
  await elsewhere.page.waitForURL(`${site.demoUrl}/`);
  await logInWithPassword(elsewhere, person.address, person.password);
  await elsewhere.isTold("The entered value is invalid.");
  await elsewhere.leave();
});

/** Somebody who has just registered, at their profile. */
async function profileOf(person: Person, options: VirtualAuthenticatorOptions = {}): Promise<Visitor> {
  const visitor = await visit(browser, site, options);
  await takeOver(visitor, await register(site, person));
  await visitor.open("/profile");
  await visitor.reaches("profile_init");
  return visitor;
}

/** The entry of a list, with everything that can be done to it. */
function item({ page }: Visitor, label: string | RegExp): Locator {
  const exact = page.locator("label").getByText(label, { exact: true });
  return page.locator(".hanko_accordionItem").filter({ has: exact });
}

async function unfold(visitor: Visitor, label: string | RegExp): Promise<void> {
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
