import { credential } from "@signet/credential";
import { problem } from "@signet/kit";
import { PasswordService } from "@signet/proto/credential/v1/password_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import { afterEach, expect, test } from "vitest";
import { withCalls } from "./test/replaced.ts";
import { PASSWORD, settle } from "./test/walk/people.ts";
import { flowWorld } from "./test/world.ts";

let isOverloaded = false;
const full = <A extends unknown[], R>(call: (...args: A) => R) => {
  return (...args: A): R => {
    if (isOverloaded) throw problem(Reason.OVERLOADED, "the queue is full", { retryAfterSeconds: "1" });
    return call(...args);
  };
};
const instead = withCalls(credential, PasswordService, ({ checkPassword, hashPassword, setPassword }) => ({
  checkPassword: full(checkPassword),
  hashPassword: full(hashPassword),
  setPassword: full(setPassword),
}));
const world = await flowWorld({ env: { RATE_LIMITER_ENABLED: "false" }, instead });
world.configure({ mfa: { enabled: false }, passkey: { enabled: false } });

afterEach(() => {
  isOverloaded = false;
});

const later = { status: 429, error: { code: "rate_limit_exceeded" }, payload: { retryAfter: 1n } };
let people = 0;

async function somebody() {
  people += 1;
  const { addresses } = await settle(world, `busy-${people}`, { address: "verified", password: true });
  const browser = world.browser();
  await browser.start("login");
  await browser.act("register_client_capabilities");
  await browser.act("continue_with_login_identifier", { email: addresses[0] ?? "" });
  await browser.act("continue_to_password_login");
  return { browser, address: addresses[0] ?? "" };
}

test("while too many passwords wait, a login stays where it is and may be tried again", async () => {
  const { browser } = await somebody();
  isOverloaded = true;
  expect(await browser.act("password_login", { password: PASSWORD })).toMatchObject({
    ...later,
    name: "login_password",
  });
  expect(browser.offers).toContain("password_login");
  isOverloaded = false;
  expect(await browser.act("password_login", { password: PASSWORD })).toMatchObject({ name: "success", status: 200 });
});

test("a registration, a recovery and a profile keep what they have, and go on when there is room", async () => {
  const newcomer = world.browser();
  await newcomer.start("registration");
  await newcomer.act("register_client_capabilities");
  await newcomer.act("register_login_identifier", { email: "newcomer@example.com" });
  await newcomer.act("verify_passcode", { code: world.codeFor("newcomer@example.com") ?? "" });

  const { browser: forgetful, address } = await somebody();
  await forgetful.act("continue_to_passcode_confirmation_recovery");
  await forgetful.act("verify_passcode", { code: world.codeFor(address) ?? "" });

  const { browser: owner } = await somebody();
  await owner.act("password_login", { password: PASSWORD });
  await owner.start("profile");
  await owner.act("register_client_capabilities");

  for (const [browser, state, action, input, next] of [
    [newcomer, "password_creation", "register_password", "new_password", "success"],
    [forgetful, "login_password_recovery", "password_recovery", "new_password", "success"],
    [owner, "profile_init", "password_update", "password", "profile_init"],
  ] as const) {
    isOverloaded = true;
    expect(await browser.act(action, { [input]: PASSWORD })).toMatchObject({ ...later, name: state });
    isOverloaded = false;
    expect(await browser.act(action, { [input]: PASSWORD })).toMatchObject({ name: next, status: 200 });
  }
});
