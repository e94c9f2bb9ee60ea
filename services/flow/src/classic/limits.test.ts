import { metadataOf, uuidv4 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { expect, test } from "vitest";
import { settle } from "../test/walk/people.ts";
import { flowWorld } from "../test/world.ts";
import { callerAt, reasonFrom } from "./test/caller.ts";

const world = await flowWorld({ settings: { mfa: { enabled: false } } });

test("three codes a minute; each answer says how many are left", async () => {
  const { userId } = await settle(world, "ada", { address: "verified" });
  const caller = callerAt(world, "203.0.113.1");
  const left = [];
  for (let n = 0; n < 3; n += 1) left.push((await caller.sendPasscode(userId)).limit?.remaining);
  expect(left).toEqual([2n, 1n, 0n]);
  const refusal = await caller.sendPasscode(userId).catch((error: unknown) => error);
  expect(await reasonFrom(Promise.reject(refusal))).toBe(Reason.RATE_LIMITED);
  expect(metadataOf(refusal)).toMatchObject({ limit: "3", remaining: "0", wait: expect.stringMatching(/^5\d$/) });
});

test("five passwords a minute, and a wrong one says how many are left", async () => {
  const { userId } = await settle(world, "bob", { address: "verified", password: true });
  const caller = callerAt(world, "203.0.113.2");
  const wrong = { userId, password: "not that one" };
  const errors = [];
  for (let n = 0; n < 6; n += 1) errors.push(await caller.logInWithPassword(wrong).catch((error: unknown) => error));
  expect(errors.map((error) => metadataOf(error).remaining)).toEqual(["4", "3", "2", "1", "0", "0"]);
  expect(await reasonFrom(Promise.reject(errors[5]))).toBe(Reason.RATE_LIMITED);
});

test("codes to an address are counted once, by whatever door they are asked for", async () => {
  const address = "203.0.113.5";
  const { userId } = await settle(world, "cam", { address: "verified" });
  const caller = callerAt(world, address);
  await caller.sendPasscode(userId);
  const browser = world.browser({ address });
  await browser.start("login");
  await browser.act("register_client_capabilities", { webauthn_available: false });
  await browser.act("continue_with_login_identifier", { email: "cam@example.com" });
  expect(await browser.act("continue_to_passcode_confirmation")).toMatchObject({ name: "passcode_confirmation" });
  expect((await caller.sendPasscode(userId)).limit?.remaining).toBe(0n);
  expect(await browser.act("resend_passcode")).toMatchObject({ error: { code: "rate_limit_exceeded" } });
  expect(await reasonFrom(caller.sendPasscode(userId))).toBe(Reason.RATE_LIMITED);
});

test("a request that names no address counts for the one that there is", async () => {
  const { userId } = await settle(world, "dan", { address: "verified" });
  const caller = callerAt(world, "203.0.113.6");
  const refusal = await caller.sendPasscode(userId, "no id at all").catch((error: unknown) => error);
  expect(metadataOf(refusal)).toMatchObject({ limit: "3", remaining: "2" });
  expect((await caller.sendPasscode(userId)).limit?.remaining).toBe(1n);
});

test("codes to one stranger's address are counted whoever signs up with it", async () => {
  const caller = callerAt(world, "203.0.113.3");
  const send = async () => {
    const { userId, emailId } = await caller.signUp("victim@example.com");
    return caller.sendPasscode(userId, emailId);
  };
  for (let n = 0; n < 3; n += 1) await send();
  expect(await reasonFrom(send())).toBe(Reason.RATE_LIMITED);
});

test("fifty addresses a minute can be asked for from one network", async () => {
  const caller = callerAt(world, "203.0.113.4");
  const ask = () => reasonFrom(caller.lookUp(`${uuidv4()}@example.com`));
  for (let n = 0; n < 50; n += 1) expect(await ask()).toBe(Reason.USER_NOT_FOUND);
  expect(await ask()).toBe(Reason.RATE_LIMITED);
});
