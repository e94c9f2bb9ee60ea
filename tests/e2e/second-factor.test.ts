import { type FlowClient, totp } from "@signet/testkit";
import { launchBrowser } from "@signet/testkit/browser";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { confirmNewAddress, logInWithPassword } from "./journeys.ts";
import { register } from "./people.ts";
import { type Site, startSite } from "./server.ts";
import { takeOver, type Visitor, visit } from "./visitor.ts";

const settings = {
  username: { enabled: true, acquire_on_login: false },
  passkey: { acquire_on_registration: "never", acquire_on_login: "never" },
};
const bob = { address: "bob@example.com", username: "bob", password: "correct horse battery" };
const securityKey = { transport: "usb", residentKeys: false } as const;

let browser: Browser;
let site: Site;
let ada: Visitor;

beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), startSite({ settings })]);
  await register(site, bob);
});
afterAll(async () => {
  await Promise.all([browser.close(), site.stop()]);
});
afterEach(() => ada.leave());

describe("a username", () => {
  test("is chosen at registration, and logs in as the address does", async () => {
    ada = await visit(browser, site);
    await ada.open("/");
    await ada.reaches("login_init");
    await ada.press("Create account");
    await ada.reaches("registration_init");
    await ada.fill("Username (optional)", "ada");
    await ada.submit("Email", "ada@example.com");
    await ada.reaches("passcode_confirmation");
    await ada.enterCode(await site.codeFor("ada@example.com"));
    await ada.reaches("password_creation");
    await ada.submit("New password", "open sesame");
    await ada.reaches("mfa_method_chooser");
    await ada.press("Skip");
    expect((await ada.arrives()).name).toBe("ada@example.com");

    await ada.logOut();
    await logInWithPassword(ada, "ada", "open sesame");
    expect(await ada.arrives()).toEqual({ name: "ada@example.com", methods: "Password" });

    await ada.logOut();
    await logInWithPassword(ada, "ada@example.com", "open sesame");
    expect((await ada.arrives()).name).toBe("ada@example.com");
  });

  test("that nobody has is told", async () => {
    ada = await visit(browser, site);
    await ada.open("/");
    await ada.reaches("login_init");
    await ada.submit("Email or username", "nobody");
    await ada.isTold("The username is unknown.");
  });
});

describe("an authenticator app", () => {
  test("is set up at registration and asked for at login, where a wrong code is told", async () => {
    ada = await visit(browser, site);
    await reachSecondFactor(ada, "tim@example.com");
    await ada.press("Authenticator app");
    await ada.reaches("mfa_otp_secret_creation");
    const secret = await ada.showsSecret();
    await ada.enterCode(totp(secret));
    expect((await ada.arrives()).methods).toBe("Code by e-mail, then password, then authenticator app");

    await ada.logOut();
    await logInWithPassword(ada, "tim@example.com", bob.password);
    await ada.reaches("login_otp");
    await ada.enterCode(totp(secret, { offset: 40 }));
    await ada.isTold("The code provided was not correct.");
    await ada.enterCode(totp(secret, { offset: 1 }));
    await ada.reaches("device_trust");
    await ada.press("Skip");
    expect((await ada.arrives()).methods).toBe("Password, then authenticator app");
  });

  test("is not asked for by a browser that was trusted, until it is another person's turn", async () => {
    ada = await visit(browser, site);
    await reachSecondFactor(ada, "kim@example.com");
    await ada.press("Authenticator app");
    await ada.reaches("mfa_otp_secret_creation");
    const secret = await ada.showsSecret();
    await ada.enterCode(totp(secret));
    await ada.arrives();

    await ada.logOut();
    await logInWithPassword(ada, "kim@example.com", bob.password);
    await ada.reaches("login_otp");
    await ada.enterCode(totp(secret, { offset: 1 }));
    await ada.reaches("device_trust");
    await ada.press("Trust this browser");
    await ada.arrives();

    await ada.logOut();
    await logInWithPassword(ada, "kim@example.com", bob.password);
    expect((await ada.arrives()).methods).toBe("Password");
    await ada.leave();

    ada = await visit(browser, site);
    await logInWithPassword(ada, "kim@example.com", bob.password);
    await ada.reaches("login_otp");
  });
});

describe("a security key", () => {
  test("is set up at registration and asked for at login", async () => {
    ada = await visit(browser, site, securityKey);
    await reachSecondFactor(ada, "sue@example.com");
    await ada.press("Security key");
    await ada.reaches("mfa_security_key_creation");
    await ada.press("Add a security key");
    expect((await ada.arrives()).methods).toBe("Code by e-mail, then password, then security key");
    expect(await ada.authenticator.credentialIds()).toHaveLength(1);

    await ada.logOut();
    await logInWithPassword(ada, "sue@example.com", bob.password);
    await ada.reaches("login_security_key");
    await ada.press("Use security key");
    await ada.reaches("device_trust");
    await ada.press("Skip");
    expect((await ada.arrives()).methods).toBe("Password, then security key");
  });

  test("is one of two ways for whoever has an authenticator app as well", async () => {
    ada = await visit(browser, site, securityKey);
    const session = await register(site, { address: "two@example.com", password: bob.password });
    const secret = await addAuthenticatorApp(session);
    await takeOver(ada, session);
    await ada.open("/profile");
    await ada.reaches("profile_init");
    await ada.page.getByText("Add a security key", { exact: true }).first().click();
    await ada.press("Add a security key");
    await ada.page.getByText(/^SecurityKey-/).waitFor();

    await ada.page.context().clearCookies();
    await logInWithPassword(ada, "two@example.com", bob.password);
    await ada.reaches("login_security_key");
    await ada.press("Use another method");
    await ada.reaches("login_otp");
    await ada.press("Use another method");
    await ada.reaches("login_security_key");
    await ada.press("Use another method");
    await ada.reaches("login_otp");
    await ada.enterCode(totp(secret, { offset: 1 }));
    await ada.reaches("device_trust");
  });

  test("that is not at hand lets nobody in", async () => {
    ada = await visit(browser, site, securityKey);
    await logInWithPassword(ada, "sue@example.com", bob.password);
    await ada.reaches("login_security_key");
    await ada.press("Use security key");
    await ada.reaches("login_security_key");
    await ada.open("/account");
    await ada.page.waitForURL(`${site.demoUrl}/`);
  });
});

/** Adds an app to the account whose session the client holds; answers with its secret. */
async function addAuthenticatorApp(flow: FlowClient): Promise<string> {
  await flow.start("profile");
  await flow.act("register_client_capabilities", { webauthn_available: false });
  const { payload } = await flow.act("continue_to_otp_secret_creation");
  const secret = String(payload?.otp_secret);
  await flow.act("otp_code_verify", { otp_code: totp(secret) });
  flow.expect("profile_init");
  return secret;
}

/** Registers somebody up to the choice of a second factor. */
async function reachSecondFactor(visitor: Visitor, address: string): Promise<void> {
  await confirmNewAddress(visitor, address);
  await visitor.reaches("password_creation");
  await visitor.submit("New password", bob.password);
  await visitor.reaches("mfa_method_chooser");
}
