import { launchBrowser } from "@signet/testkit/browser";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { confirmNewAddress, identify } from "./journeys.ts";
import { register } from "./people.ts";
import { type Site, startSite } from "./server.ts";
import { type Visitor, visit } from "./visitor.ts";

const settings = { mfa: { enabled: false }, passkey: { acquire_on_login: "never" } };
const bob = { address: "bob@example.com", password: "correct horse battery" };

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

test("registers with a password, and logs in with it", async () => {
  ada = await visit(browser, site);
  await confirmNewAddress(ada, "ada@example.com");
  await ada.reaches("password_creation");
  await ada.submit("New password", "open sesame");
  await ada.reaches("onboarding_create_passkey");
  await ada.press("Skip");
  expect(await ada.arrives()).toEqual({ name: "ada@example.com", methods: "Code by e-mail, then password" });

  await ada.logOut();
  await identify(ada, "ada@example.com");
  await ada.reaches("login_method_chooser");
  await ada.press("Password");
  await ada.reaches("login_password");
  await ada.submit("Password", "open sesame");
  expect(await ada.arrives()).toEqual({ name: "ada@example.com", methods: "Password" });
});

test("with a password registers a passkey as well, and logs in with that", async () => {
  ada = await visit(browser, site);
  await confirmNewAddress(ada, "amy@example.com");
  await ada.reaches("password_creation");
  await ada.submit("New password", "open sesame");
  await ada.reaches("onboarding_create_passkey");
  await ada.press("Create a passkey");
  expect((await ada.arrives()).methods).toBe("Code by e-mail, then password, then passkey");

  await ada.logOut();
  expect((await ada.arrives()).methods).toBe("Passkey");
});

test("a wrong password is told, as is one for an address that nobody has", async () => {
  await register(site, bob);
  for (const address of [bob.address, "nobody@example.com"]) {
    ada = await visit(browser, site);
    await identify(ada, address);
    await ada.reaches("login_method_chooser");
    await ada.press("Password");
    await ada.reaches("login_password");
    await ada.submit("Password", "wrong horse battery");
    await ada.isTold("The entered value is invalid.");
    if (address !== bob.address) continue;
    await ada.submit("Password", bob.password);
    expect((await ada.arrives()).name).toBe(bob.address);
    await ada.leave();
  }
});

test("whoever forgot the password sets a new one with a code, and the old one is no more", async () => {
  const eve = { address: "eve@example.com", password: "soon forgotten" };
  await register(site, eve);
  ada = await visit(browser, site);
  await identify(ada, eve.address);
  await ada.reaches("login_method_chooser");
  await ada.press("Password");
  await ada.reaches("login_password");
  await ada.press("Forgot your password?");
  await ada.reaches("passcode_confirmation");
  await ada.enterCode(await site.codeFor(eve.address));
  await ada.reaches("login_password_recovery");
  await ada.submit("New password", "well remembered");
  expect((await ada.arrives()).name).toBe(eve.address);

  await ada.logOut();
  await identify(ada, eve.address);
  await ada.reaches("login_method_chooser");
  await ada.press("Password");
  await ada.reaches("login_password");
  await ada.submit("Password", eve.password);
  await ada.isTold("The entered value is invalid.");
  await ada.submit("Password", "well remembered");
  expect(await ada.arrives()).toEqual({ name: eve.address, methods: "Password" });
});

test("with a password logs in by code instead", async () => {
  ada = await visit(browser, site);
  await identify(ada, bob.address);
  await ada.reaches("login_method_chooser");
  await ada.press("Passcode");
  await ada.reaches("passcode_confirmation");
  await ada.enterCode(await site.codeFor(bob.address));
  expect(await ada.arrives()).toEqual({ name: bob.address, methods: "Code by e-mail" });
});
