import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { describe, expect, test } from "vitest";
import type { Browser } from "./test/browser.ts";
import { isRedisThere, redisAddress } from "./test/redis.ts";
import { PASSWORD, type Person, settle } from "./test/walk/people.ts";
import { flowWorld } from "./test/world.ts";

// Counts are kept by the real clock, and in Redis longer than a test: everybody is new, and comes from somewhere new.
const hasRedis = await isRedisThere();
const tooMany = { status: 429, error: { code: "rate_limit_exceeded" } };
const wrongPassword = { name: "login_password", status: 400, error: { code: "form_data_invalid_error" } };

describe.each(["in_memory", "redis"] as const)("attempts counted in %s", async (store) => {
  const suite = store === "in_memory" || hasRedis ? test : test.skip;
  const world = await flowWorld({
    env: {
      RATE_LIMITER_STORE: hasRedis ? store : "in_memory",
      RATE_LIMITER_REDIS_ADDRESS: redisAddress,
      FLOWLOCKER_STORE: hasRedis ? store : "in_memory",
      FLOWLOCKER_REDIS_ADDRESS: redisAddress,
    },
  });
  world.configure({ username: { enabled: true, acquire_on_login: false }, passkey: { enabled: false } });

  const somebody = (has: Parameters<typeof settle>[2] = { address: "verified", username: true, password: true }) =>
    settle(world, `p-${randomUUID()}`, has);

  /** A browser that stands before somebody's password. */
  async function atPassword(identifier: string, address = newAddress(), cookies: Partial<Browser["cookies"]> = {}) {
    const browser = world.browser({ address });
    Object.assign(browser.cookies, cookies);
    await browser.start("login");
    await browser.act("register_client_capabilities", { webauthn_available: true });
    await browser.act("continue_with_login_identifier", { identifier });
    await browser.act("continue_to_password_login");
    return browser;
  }

  async function guess(person: Person, address: string, cookies?: Partial<Browser["cookies"]>) {
    const browser = await atPassword(person.addresses[0] ?? "", address, cookies);
    return browser.act("password_login", { password: "not the password" });
  }

  async function signIn(person: Person, address: string, cookies?: Partial<Browser["cookies"]>) {
    const browser = await atPassword(person.addresses[0] ?? "", address, cookies);
    await browser.act("password_login", { password: PASSWORD });
    return browser;
  }

  suite("five passwords a minute; then seconds to wait, whatever is entered, in every conversation", async () => {
    const [person, address] = [await somebody(), newAddress()];
    const browser = await atPassword(person.addresses[0] ?? "", address);
    const enter = (password: string) => browser.act("password_login", { password });
    for (let count = 0; count < 5; count += 1) expect(await enter("not it")).toMatchObject(wrongPassword);

    const refused = await enter(PASSWORD);
    expect(refused).toMatchObject({ ...tooMany, name: "login_password" });
    expect(Number(refused.payload?.retryAfter)).toBeGreaterThanOrEqual(40);
    expect(Number(refused.payload?.retryAfter)).toBeLessThanOrEqual(60);
    expect(browser.offers).toEqual(["back", "continue_to_passcode_confirmation_recovery", "password_login"]);
    expect((await signIn(person, address)).state).toMatchObject(tooMany);
    expect((await signIn(person, newAddress())).state).toMatchObject({ name: "success" });
  });

  suite("an account counts once, under its address and its username", async () => {
    const [person, address] = [await somebody(), newAddress()];
    for (const name of [0, 1, 0, 1, 0].map((which) => (which ? person.username : person.addresses[0]))) {
      const browser = await atPassword(name ?? "", address);
      expect(await browser.act("password_login", { password: "not it" })).toMatchObject(wrongPassword);
    }
    for (const name of [person.username, person.addresses[0]]) {
      const browser = await atPassword(name ?? "", address);
      expect(await browser.act("password_login", { password: PASSWORD })).toMatchObject(tooMany);
    }
  });

  suite("nobody's account is limited like somebody's", async () => {
    const browser = await atPassword(`${randomUUID()}@example.com`);
    const enter = () => browser.act("password_login", { password: "not it" });
    for (let count = 0; count < 5; count += 1) expect(await enter()).toMatchObject(wrongPassword);
    expect(await enter()).toMatchObject({ ...tooMany, name: "login_password" });
  });

  suite("all addresses of a /64 are one network, and so are the two forms of an IPv4 address", async () => {
    const [person, prefix] = [await somebody(), newPrefix()];
    for (const host of ["::1", "::2", ":1:2:3:4", "::a:b", ":ffff:ffff:ffff:ffff"]) {
      expect(await guess(person, prefix + host)).toMatchObject(wrongPassword);
    }
    expect(await guess(person, `${prefix}::7`)).toMatchObject(tooMany);
    expect(await guess(person, `${newPrefix()}::7`)).toMatchObject(wrongPassword);

    const [other, address] = [await somebody(), newAddress()];
    for (let count = 0; count < 5; count += 1) await guess(other, count % 2 ? address : `::ffff:${address}`);
    expect(await guess(other, `::ffff:${address}`)).toMatchObject(tooMany);
    expect(await guess(other, address)).toMatchObject(tooMany);
  });

  suite("one network that tries one password on many accounts is stopped", async () => {
    const address = newAddress();
    const spray = async () => {
      const browser = await atPassword(`${randomUUID()}@example.com`, address);
      return browser.act("password_login", { password: "summer" });
    };
    for (let count = 0; count < 50; count += 1) expect(await spray()).toMatchObject(wrongPassword);
    expect(await spray()).toMatchObject(tooMany);
    expect((await signIn(await somebody(), address)).state).toMatchObject(tooMany);
    expect((await signIn(await somebody(), newAddress())).state).toMatchObject({ name: "success" });
  });

  suite("many networks that try one account are stopped; its devices are not, next door or elsewhere", async () => {
    world.configure({
      username: { enabled: true, acquire_on_login: false },
      passkey: { enabled: false },
      mfa: { device_trust_policy: "always" },
    });
    const person = await somebody({ address: "verified", password: true });
    const home = newAddress();
    const signedIn = (await signIn(person, home)).cookies;
    const onlyTrusted = { deviceTrust: signedIn.deviceTrust };
    const onlySession = { sessionTokens: signedIn.sessionTokens };
    const stranger = (await signIn(await somebody(), home)).cookies;
    expect(onlyTrusted.deviceTrust).toContain(person.userId);

    for (let count = 0; count < 49; count += 1) expect(await guess(person, newAddress())).toMatchObject(wrongPassword);
    for (const address of [newAddress(), home]) {
      expect((await signIn(person, address)).state).toMatchObject(tooMany);
      expect((await signIn(person, address, stranger)).state).toMatchObject(tooMany);
      expect((await signIn(person, address, onlyTrusted)).state).toMatchObject({ name: "success" });
      expect((await signIn(person, address, onlySession)).state).toMatchObject({ name: "success" });
    }
    for (let count = 0; count < 3; count += 1)
      expect(await guess(person, home, onlyTrusted)).toMatchObject(wrongPassword);
    expect(await guess(person, home, onlyTrusted)).toMatchObject(tooMany);
  });

  suite("three codes a minute to one address; the fourth is not sent, and the page says when there is one", async () => {
    const [person, address] = [await somebody({ address: "verified" }), newAddress()];
    const [email = ""] = person.addresses;
    const ask = async () => {
      const browser = await atPassword(email, address);
      await browser.act("back");
      await browser.act("continue_to_passcode_confirmation");
      return browser;
    };
    const mails = () => world.mails.filter(({ to }) => to === email).length;
    const first = await ask();
    expect(first.state).toMatchObject({ name: "passcode_confirmation", status: 200 });
    expect(await first.act("resend_passcode")).toMatchObject({ name: "passcode_confirmation", status: 200 });
    expect(await first.act("resend_passcode")).toMatchObject({ status: 200 });
    expect(mails()).toBe(3);

    const refused = await first.act("resend_passcode");
    expect(refused).toMatchObject({ ...tooMany, name: "passcode_confirmation" });
    expect(Number(refused.payload?.resendAfter)).toBeGreaterThanOrEqual(40);
    const arrived = (await ask()).state;
    expect(arrived).toMatchObject({ ...tooMany, name: "passcode_confirmation" });
    expect(Number(arrived.payload?.resendAfter)).toBeLessThanOrEqual(60);
    expect(mails()).toBe(3);
    // The code that came last still counts.
    const proven = await first.act("verify_passcode", { code: world.codeFor(email) ?? "" });
    expect(proven).toMatchObject({ name: "success", status: 200 });
  });

  suite("three codes a minute to one address in however many registrations, whether it is taken or not", async () => {
    const taken = (await somebody({ address: "verified" })).addresses[0] ?? "";
    for (const email of [taken, `${randomUUID()}@example.com`]) {
      const address = newAddress();
      const register = async () => {
        const browser = world.browser({ address });
        await browser.start("registration");
        await browser.act("register_client_capabilities");
        return browser.act("register_login_identifier", { email });
      };
      for (let count = 0; count < 3; count += 1) expect(await register()).toMatchObject({ status: 200 });
      expect(await register()).toMatchObject({ ...tooMany, name: "passcode_confirmation" });
    }
  });

  suite("codes to one address of an account do not count for another, which would tell that they belong together", async () => {
    const [person, home] = [await somebody({ address: "verified" }), newAddress()];
    const second = `${randomUUID()}@example.com`;
    const email = { emailId: randomUUID(), address: second, isVerified: true };
    await world.units.client(IdentityService).createEmail({ userId: person.userId, email }, world.units.call);
    const ask = async (whom: string) => {
      const browser = await atPassword(whom, home);
      await browser.act("back");
      return browser.act("continue_to_passcode_confirmation");
    };
    for (let count = 0; count < 3; count += 1) await ask(person.addresses[0] ?? "");
    expect(await ask(person.addresses[0] ?? "")).toMatchObject(tooMany);
    expect(await ask(second)).toMatchObject({ status: 200 });
  });

  suite("three codes of an authenticator app a minute, in however many conversations", async () => {
    const person = await somebody({ address: "verified", password: true, app: true });
    const address = newAddress();
    const browsers = [await signIn(person, address), await signIn(person, address)];
    const enter = (which: number, code: string) => browsers[which]?.act("otp_code_validate", { otp_code: code });
    for (const which of [0, 1, 0])
      expect(await enter(which, "000000")).toMatchObject({ name: "login_otp", status: 400 });
    const refused = await enter(1, person.app?.nextCode() ?? "");
    expect(refused).toMatchObject({ ...tooMany, name: "login_otp" });
    expect(Number(refused?.payload?.retryAfter)).toBeGreaterThanOrEqual(40);
    expect(Number(refused?.payload?.retryAfter)).toBeLessThanOrEqual(60);
  });

  suite("of two requests of one conversation at once one is done, the other fails at once", async () => {
    const browser = await atPassword((await somebody()).addresses[0] ?? "");
    const { flowId, csrfToken } = browser.state;
    const enter = () => browser.act("password_login", { password: "not it" }, { flowId, csrfToken });
    const codes = (await Promise.all([enter(), enter()])).map(({ error }) => error?.code).sort();
    expect(codes).toEqual(["form_data_invalid_error", "technical_error"]);
  });
});

/** Somewhere new on the network, of the ranges for benchmarks (RFC 2544) and documentation (RFC 3849). */
function newAddress(): string {
  return `198.${randomInt(18, 20)}.${randomInt(256)}.${randomInt(256)}`;
}

function newPrefix(): string {
  const hex = randomBytes(4).toString("hex");
  return `2001:db8:${hex.slice(0, 4)}:${hex.slice(4)}`;
}
