import { type NatsServer, natsServerMissing, preparedNatsServer } from "@signet/kit/test/nats-server";
import { launchBrowser } from "@signet/testkit/browser";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startBackEnd } from "./back-end.ts";
import { confirmNewAddress, identify } from "./journeys.ts";
import { register } from "./people.ts";
import { separateServices } from "./program.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { type Site, startSite } from "./server.ts";
import { visit } from "./visitor.ts";

const missing = await natsServerMissing();
/** What the audit log tells of the passkey API, newest first. */
const ends = [
  "webauthn_transaction_final_succeeded",
  "mfa_authentication_final_succeeded",
  "webauthn_authentication_final_succeeded",
  "mfa_registration_final_succeeded",
];
const patience = { timeout: 45_000, interval: 100 };

describe("every unit in a process of its own", () => {
  let browser: Browser;
  let nats: NatsServer;
  let receiver: Receiver;
  let site: Site;

  beforeAll(async () => {
    if (missing) return;
    nats = await preparedNatsServer();
    await nats.start();
    receiver = await startReceiver();
    const hooks = [{ callback: receiver.url, events: ["user.create", "user.login"] }];
    const settings = { mfa: { enabled: false }, webhooks: { enabled: true, hooks } };
    const starting = startSite({ settings, launch: separateServices(nats.url) });
    [browser, site] = await Promise.all([launchBrowser(), starting]);
  });
  afterAll(async () => {
    if (missing) return;
    await Promise.all([browser?.close(), site?.stop(), receiver?.stop()]);
    await nats.kill();
    nats.forget();
  });

  /** A test that needs a broker of its own; where there is none, it is skipped by name and says why. */
  function withNats(name: string, body: () => Promise<void>): void {
    test(name, async ({ skip }) => (missing ? skip(missing) : body()));
  }

  withNats("registers by code, password and passkey, and logs in by each of them", async () => {
    const ada = await visit(browser, site);
    await confirmNewAddress(ada, "ada@example.com");
    await ada.reaches("password_creation");
    await ada.submit("New password", "open sesame");
    await ada.reaches("onboarding_create_passkey");
    await ada.press("Create a passkey");
    expect((await ada.arrives()).methods).toBe("Code by e-mail, then password, then passkey");
    await ada.open("/profile");
    await ada.reaches("profile_init");
    await ada.open("/account");
    await ada.logOut();
    expect((await ada.arrives()).methods).toBe("Passkey");

    await ada.authenticator.setPresent(false);
    await ada.logOut();
    await identify(ada, "ada@example.com");
    await ada.reaches("login_method_chooser");
    await ada.press("Password");
    await ada.reaches("login_password");
    await ada.submit("Password", "open sesame");
    expect((await ada.arrives()).methods).toBe("Password");

    await ada.logOut();
    await identify(ada, "ada@example.com");
    await ada.reaches("login_method_chooser");
    await ada.press("Passcode");
    await ada.reaches("passcode_confirmation");
    await ada.enterCode(await site.codeFor("ada@example.com"));
    expect((await ada.arrives()).methods).toBe("Code by e-mail");
    await ada.leave();

    const heard = ["user.create", "user.login", "user.login", "user.login"];
    await expect.poll(() => receiver.eventsOf("ada@example.com"), patience).toEqual(heard);
  });

  withNats("serves back ends: ceremonies of both APIs and what was signed, until their key is revoked", async () => {
    const { authentication, passkeys, revokeKey, ...backEnd } = await startBackEnd(site);
    const signed = await backEnd.useAuthenticationApi("ada-01");
    await backEnd.usePasskeyApi("ada-01");
    expect(await site.run("transaction", "verify", signed)).toContain("valid: everything that was stored proves");
    const named = await site.run("transaction", "verify", "inv-2024-77", "--relying-party", backEnd.id);
    expect(named).toContain('what       "{\\"amount\\":12,\\"to\\":\\"bea\\"}"');

    const told = async () => (await passkeys.auditLogs({ type: ends })).items.map(({ type }) => type);
    await expect.poll(told, patience).toEqual(ends);
    await revokeKey();
    const refused = [authentication.listCredentials(), passkeys.credentials.list()];
    for (const result of await Promise.allSettled(refused)) {
      expect(result).toMatchObject({ status: "rejected", reason: { kind: "unauthorized" } });
    }
  });

  withNats(
    "without the broker people sign in all the same, and what happened is told once when it is back",
    async () => {
      await nats.kill();
      await register(site, { address: "bob@example.com", password: "open sesame" });
      const bob = await visit(browser, site);
      await identify(bob, "bob@example.com");
      await bob.reaches("login_method_chooser");
      await bob.press("Password");
      await bob.reaches("login_password");
      await bob.submit("Password", "open sesame");
      await bob.reaches("onboarding_create_passkey");
      await bob.press("Skip");
      await bob.arrives();
      await bob.leave();
      expect(receiver.eventsOf("bob@example.com")).toEqual([]);

      await nats.start();
      await expect.poll(() => receiver.eventsOf("bob@example.com"), patience).toEqual(["user.create", "user.login"]);
      await register(site, { address: "eve@example.com", password: "open sesame" });
      await expect.poll(() => receiver.eventsOf("eve@example.com"), patience).toEqual(["user.create"]);
      expect(receiver.eventsOf("bob@example.com")).toEqual(["user.create", "user.login"]);
    },
  );
});
