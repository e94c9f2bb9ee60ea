import { launchBrowser } from "@signet/testkit/browser";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { confirmNewAddress, identify, logInWithCode, pressPasskeyButton, registerWithPasskey } from "./journeys.ts";
import { register } from "./people.ts";
import { type Site, startSite } from "./server.ts";
import { type Visitor, visit } from "./visitor.ts";

const passwordless = { password: { enabled: false }, mfa: { enabled: false } };
const bob = { address: "bob@example.com" };
const hour = 3_600_000;

let browser: Browser;
let site: Site;
let ada: Visitor;

beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), startSite({ settings: passwordless })]);
  await register(site, bob);
});
afterAll(async () => {
  await Promise.all([browser.close(), site.stop()]);
});
afterEach(() => ada.leave());

describe("with a passkey", () => {
  test("registers by code and passkey, and logs in by the button and by conditional UI", async () => {
    ada = await visit(browser, site);
    await registerWithPasskey(ada, "ada@example.com");
    expect(await ada.arrives()).toEqual({ name: "ada@example.com", methods: "Code by e-mail, then passkey" });
    expect(await ada.authenticator.credentialIds()).toHaveLength(1);

    await ada.authenticator.setPresent(false);
    await ada.logOut();
    await pressPasskeyButton(ada);
    expect(await ada.arrives()).toEqual({ name: "ada@example.com", methods: "Passkey" });

    await ada.logOut();
    expect(await ada.arrives()).toEqual({ name: "ada@example.com", methods: "Passkey" });
  });

  test("whoever cancels its creation is asked again and may go on without", async () => {
    ada = await visit(browser, site);
    await ada.authenticator.setVerified(false);
    await registerWithPasskey(ada, "eve@example.com");
    await ada.isTold("The request either timed out, was canceled or the device is already registered.");
    await ada.press("Skip");
    expect(await ada.arrives()).toEqual({ name: "eve@example.com", methods: "Code by e-mail" });
  });

  test("whoever has none at hand is back where the login began, and logs in by code", async () => {
    ada = await visit(browser, site);
    await ada.open("/");
    await ada.reaches("login_init");
    // There it is before the button, too: only what comes of the button counts.
    await Promise.all([ada.changes(), ada.press("Sign in with a passkey")]);
    await ada.reaches("login_init");
    await ada.submit("Email", "ada@example.com");
    await ada.reaches("passcode_confirmation");
  });

  test("that belongs to nobody any more, is told so and may register again", async () => {
    ada = await visit(browser, site);
    await registerWithPasskey(ada, "old@example.com");
    await ada.arrives();
    const userId = await ada.page.locator("#user-id").textContent();
    expect((await fetch(`${site.adminUrl}/users/${userId}`, { method: "DELETE" })).status).toBe(204);

    await ada.open("/account");
    await ada.isTold("This passkey cannot be used anymore.");
    await ada.authenticator.clear();
    await registerWithPasskey(ada, "old@example.com");
    expect((await ada.arrives()).name).toBe("old@example.com");
  });
});

describe("with a code", () => {
  test("registers without a passkey, and logs in", async () => {
    ada = await visit(browser, site);
    await confirmNewAddress(ada, "ben@example.com");
    await ada.reaches("onboarding_create_passkey");
    await ada.press("Skip");
    expect(await ada.arrives()).toEqual({ name: "ben@example.com", methods: "Code by e-mail" });

    await ada.logOut();
    await logInWithCode(ada, "ben@example.com");
    await ada.reaches("onboarding_create_passkey");
    await ada.press("Skip");
    expect(await ada.arrives()).toEqual({ name: "ben@example.com", methods: "Code by e-mail" });
  });

  test("a wrong one is told, the third is the last, and a new one helps", async () => {
    ada = await visit(browser, site);
    await identify(ada, bob.address);
    await ada.reaches("passcode_confirmation");
    const wrong = otherThan(await site.codeFor(bob.address));
    await ada.enterCode(wrong);
    await ada.isTold("The passcode provided was not correct.");
    await Promise.all([ada.changes(), ada.enterCode(wrong)]);
    await ada.isTold("The passcode provided was not correct.");
    await ada.enterCode(wrong);
    await ada.isTold("The passcode was entered incorrectly too many times.");

    await Promise.all([ada.changes(), ada.press("Send new code")]);
    await ada.enterCode(await site.codeFor(bob.address));
    await ada.reaches("onboarding_create_passkey");
  });

  test("goes back to correct the address", async () => {
    const { address } = await someoneElse("rob");
    ada = await visit(browser, site);
    await identify(ada, "rod@example.com");
    await ada.reaches("passcode_confirmation");
    await ada.press("Back");
    await ada.reaches("login_init");
    await ada.submit("Email", address);
    await ada.reaches("passcode_confirmation");
    await ada.enterCode(await site.codeFor(address));
    await ada.reaches("onboarding_create_passkey");
  });
});

test("a logout closes the account in every window of the browser", async () => {
  ada = await visit(browser, site);
  await registerWithPasskey(ada, "tim@example.com");
  await ada.arrives();
  const other = await ada.page.context().newPage();
  await other.goto(`${site.demoUrl}/account`);
  await other.getByRole("heading", { name: "tim@example.com" }).waitFor();
  await ada.authenticator.setPresent(false);
  await ada.logOut();
  await other.waitForURL(`${site.demoUrl}/`);
});

describe("at a site with other settings", () => {
  let strict: Site;

  beforeAll(async () => {
    const { databaseUrl } = site;
    const settings = {
      ...passwordless,
      account: { allow_signup: false },
      session: { cookie: { retention: "prompt" } },
    };
    strict = await startSite({ settings, databaseUrl });
  });
  afterAll(() => strict.stop());

  test("nobody registers where sign-up is closed", async () => {
    ada = await visit(browser, strict);
    await ada.open("/");
    await ada.reaches("login_init");
    await ada.press("Create account");
    await ada.reaches("registration_init");
    await ada.page.getByText("Already have an account?").waitFor();
    expect(await ada.page.getByLabel("Email").count()).toBe(0);
  });

  test.each([true, false])("stays signed in beyond the browser's end: %s", async (stays) => {
    ada = await visit(browser, strict);
    await ada.open("/");
    await ada.reaches("login_init");
    if (stays) {
      const remembered = ada.page.waitForResponse(/remember_me/);
      await ada.page.getByLabel("Stay signed in").check();
      await remembered;
      await ada.reaches("login_init");
    }
    await ada.submit("Email", bob.address);
    await ada.reaches("passcode_confirmation");
    await ada.enterCode(await strict.codeFor(bob.address));
    await ada.reaches("onboarding_create_passkey");
    await ada.press("Skip");
    await ada.arrives();
    const [cookie] = await ada.page.context().cookies(strict.apiUrl);
    expect(cookie).toMatchObject({ name: "hanko", httpOnly: true });
    expect((cookie?.expires ?? 0) > 0).toBe(stays);
  });
});

test("a flow that was left alone for a day has expired and begins again", async ({ skip }) => {
  const { advance } = site;
  if (!advance) return skip("separate services have no common clock");
  const { address } = await someoneElse("tom");
  ada = await visit(browser, site);
  await identify(ada, address);
  await ada.reaches("passcode_confirmation");
  await advance(25 * hour);
  await ada.enterCode(await site.codeFor(address));
  await ada.isTold("The session has expired, please click the button to restart.");
  await ada.page.getByRole("link", { name: "Begin again" }).click();
  await ada.reaches("login_init");
});

/** Somebody who had no mail yet but the first: three a minute are the most that one address gets. */
async function someoneElse(name: string) {
  const person = { address: `${name}@example.com` };
  await register(site, person);
  return person;
}

function otherThan(code: string): string {
  return code === "123456" ? "654321" : "123456";
}
