import { uuidv4 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { Template } from "@signet/proto/notification/v1/notification_service";
import { TokenService } from "@signet/proto/token/v1/token_service";
import { createPasskey } from "@signet/testkit";
import { describe, expect, test } from "vitest";
import { settle } from "../test/walk/people.ts";
import { flowWorld } from "../test/world.ts";
import { callerAt, reasonFrom, signUp } from "./test/caller.ts";

const world = await flowWorld({ env: { RATE_LIMITER_ENABLED: "false" }, settings: { mfa: { enabled: false } } });
const { units } = world;
const identity = units.client(IdentityService);
const usersAt = async (email: string) =>
  (await identity.findUser({ identifier: { case: "email", value: email } }, units.call)).user;
const outcomes = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.filter(({ status }) => status === "fulfilled").length;

describe("signing up", () => {
  test("makes nobody until the code proves the address", async () => {
    const caller = callerAt(world);
    const { userId, emailId, session } = await caller.signUp(" Ada@Example.com ");
    expect(session).toBeUndefined();
    expect(await usersAt("ada@example.com")).toBeUndefined();

    const { passcode } = await caller.sendPasscode(userId, emailId);
    const done = await caller.logInWithPasscode(passcode?.passcodeId ?? "", world.codeFor("ada@example.com"));
    expect(done.session?.token).toMatch(/\./);
    expect(await usersAt("ada@example.com")).toMatchObject({
      userId,
      emails: [{ emailId, address: "ada@example.com", isVerified: true, isPrimary: true }],
    });
  });

  test("is refused for an address that has an account", async () => {
    await settle(world, "bea", { address: "verified" });
    expect(await reasonFrom(callerAt(world).signUp("bea@example.com"))).toBe(Reason.EMAIL_TAKEN);
  });

  test("of two people with one address, whoever proves it first gets it", async () => {
    const [first, second] = [callerAt(world), callerAt(world)];
    const begun = [await first.signUp("cat@example.com"), await second.signUp("cat@example.com")] as const;
    const codes = [];
    for (const [n, caller] of [first, second].entries()) {
      const { userId = "", emailId = "" } = begun[n] ?? {};
      const { passcode } = await caller.sendPasscode(userId, emailId);
      codes.push([passcode?.passcodeId ?? "", world.codeFor("cat@example.com") ?? ""] as const);
    }
    await second.logInWithPasscode(...(codes[1] ?? ["", ""]));
    expect(await reasonFrom(first.logInWithPasscode(...(codes[0] ?? ["", ""])))).toBe(Reason.EMAIL_TAKEN);
    expect((await usersAt("cat@example.com"))?.userId).toBe(begun[1].userId);
  });

  test("is not what a code does that was mailed to somebody who was deleted since", async () => {
    const { userId } = await settle(world, "eli", { address: "verified" });
    const caller = callerAt(world);
    const { passcode } = await caller.sendPasscode(userId);
    await identity.deleteUser({ userId }, units.call);
    const attempt = caller.logInWithPasscode(passcode?.passcodeId ?? "", world.codeFor("eli@example.com"));
    expect(await reasonFrom(attempt)).toBe(Reason.PASSCODE_NOT_FOUND);
    expect(await usersAt("eli@example.com")).toBeUndefined();
  });

  test("without proof signs in at once", async () => {
    world.configure({ mfa: { enabled: false }, email: { require_verification: false } });
    const { userId, session } = await callerAt(world).signUp("dot@example.com");
    world.configure({ mfa: { enabled: false } });
    expect(session?.token).toMatch(/\./);
    expect(await usersAt("dot@example.com")).toMatchObject({ userId, emails: [{ isVerified: false }] });
  });

  test("ends where no accounts are wanted, even with a code that is on its way", async () => {
    const caller = callerAt(world);
    const { userId, emailId } = await caller.signUp("eve@example.com");
    const { passcode } = await caller.sendPasscode(userId, emailId);
    world.configure({ mfa: { enabled: false }, account: { allow_signup: false } });
    const late = caller.logInWithPasscode(passcode?.passcodeId ?? "", world.codeFor("eve@example.com"));
    expect(await reasonFrom(late)).toBe(Reason.SIGN_UP_DISABLED);
    expect(await reasonFrom(caller.signUp("eva@example.com"))).toBe(Reason.SIGN_UP_DISABLED);
    world.configure({ mfa: { enabled: false } });
    expect(await usersAt("eve@example.com")).toBeUndefined();
  });
});

describe("a code", () => {
  test("signs in once, however many ask at once", async () => {
    const { userId } = await settle(world, "fay", { address: "verified" });
    const caller = callerAt(world);
    const { passcode } = await caller.sendPasscode(userId);
    const code = world.codeFor("fay@example.com");
    const all = Array.from({ length: 8 }, () => caller.logInWithPasscode(passcode?.passcodeId ?? "", code));
    expect(outcomes(await Promise.allSettled(all))).toBe(1);
  });

  test("is dead after three wrong ones, and too late after its time", async () => {
    const { userId } = await settle(world, "gil", { address: "verified" });
    const caller = callerAt(world);
    const id = (await caller.sendPasscode(userId)).passcode?.passcodeId ?? "";
    const reasons = [];
    for (let n = 0; n < 4; n += 1) reasons.push(await reasonFrom(caller.logInWithPasscode(id, "wrong")));
    expect(reasons).toEqual([
      Reason.PASSCODE_INVALID,
      Reason.PASSCODE_INVALID,
      Reason.PASSCODE_ATTEMPTS_EXHAUSTED,
      Reason.PASSCODE_NOT_FOUND,
    ]);
  });

  test("for another address is only good for who is signed in", async () => {
    const { caller, userId } = await signUp(world, "hal@example.com");
    const { emailId } = await caller.addEmail("hal@work.example.com");
    const { passcode } = await caller.sendPasscode(userId, emailId);
    const code = world.codeFor("hal@work.example.com");
    const proof = [passcode?.passcodeId ?? "", code] as const;
    expect(await reasonFrom(callerAt(world).logInWithPasscode(...proof))).toBe(Reason.USER_MISMATCH);
    const { caller: stranger } = await signUp(world, "ian@example.com");
    expect(await reasonFrom(stranger.logInWithPasscode(...proof))).toBe(Reason.USER_MISMATCH);
    expect(await reasonFrom(stranger.sendPasscode(userId, emailId))).toBe(Reason.USER_MISMATCH);

    await caller.logInWithPasscode(...proof);
    expect((await usersAt("hal@work.example.com"))?.userId).toBe(userId);
  });

  test("gives nobody an address back that was taken away since", async () => {
    const { userId } = await settle(world, "abe", { address: "verified", passkey: true });
    const { passcode } = await callerAt(world).sendPasscode(userId);
    const emailId = (await usersAt("abe@example.com"))?.emails[0]?.emailId ?? "";
    await identity.deleteEmail({ userId, emailId }, units.call);
    const attempt = callerAt(world).logInWithPasscode(passcode?.passcodeId ?? "", world.codeFor("abe@example.com"));
    expect(await reasonFrom(attempt)).toBe(Reason.PASSCODE_NOT_FOUND);
    expect(await usersAt("abe@example.com")).toBeUndefined();
  });

  test("is not sent to an address that another user waits to prove", async () => {
    const { caller } = await signUp(world, "jim@example.com");
    const { emailId } = await caller.addEmail("jim@work.example.com");
    const { userId } = await settle(world, "joe", { address: "verified" });
    expect(await reasonFrom(callerAt(world).sendPasscode(userId, emailId))).toBe(Reason.USER_MISMATCH);
  });
});

describe("the cookie of a sign-up", () => {
  test("names the address of who has none yet", async () => {
    const caller = callerAt(world);
    const { userId, emailId } = await caller.signUp("pat@example.com");
    const { passcode } = await caller.sendPasscode(userId, "", emailId);
    await caller.logInWithPasscode(passcode?.passcodeId ?? "", world.codeFor("pat@example.com"));
    expect((await usersAt("pat@example.com"))?.userId).toBe(userId);
  });

  test("does not keep somebody from a code who has an address", async () => {
    const caller = callerAt(world);
    const { emailId } = await caller.signUp("quin@example.com");
    const { userId } = await settle(world, "ray", { address: "verified" });
    await caller.sendPasscode(userId, "", emailId);
    expect(world.codeFor("ray@example.com")).toMatch(/^\d{6}$/);
    await caller.sendPasscode(userId, "", "no id at all");
  });

  test("that names nothing is told apart from one that is no id", async () => {
    const caller = callerAt(world);
    const { userId, emailId } = await caller.signUp("sam@example.com");
    const { userId: other } = await settle(world, "tom", { username: true, passkey: true });
    expect(await reasonFrom(caller.sendPasscode(other, "", emailId))).toBe(Reason.USER_MISMATCH);
    expect(await reasonFrom(caller.sendPasscode(other, "", "no id at all"))).toBe(Reason.ARGUMENT_INVALID);
    expect(await reasonFrom(caller.sendPasscode(other))).toBe(Reason.EMAIL_NOT_FOUND);
    expect(await reasonFrom(caller.sendPasscode(userId, "", uuidv4()))).toBe(Reason.USER_NOT_FOUND);
  });
});

test("single calls send codes and no other mail", async () => {
  const { caller, userId } = await signUp(world, "uma@example.com");
  const before = world.mails.length;
  await caller.setPassword(userId, "correct horse battery");
  await caller.addPasskey(createPasskey().create(await caller.passkeyOptions()));
  const { emailId } = await caller.addEmail("uma@work.example.com");
  const { passcode } = await caller.sendPasscode(userId, emailId);
  await caller.logInWithPasscode(passcode?.passcodeId ?? "", world.codeFor("uma@work.example.com"));
  await caller.makePrimary(emailId);
  expect(world.mails.slice(before).map(({ to, template }) => [to, Template[template]])).toEqual([
    ["uma@work.example.com", "EMAIL_VERIFICATION"],
  ]);
});

describe("a passkey", () => {
  test("signs in once per challenge, however many ask at once", async () => {
    const { userId, passkeys } = await settle(world, "kim", { address: "verified", passkey: true });
    const caller = callerAt(world);
    const answer = passkeys[0]?.get(await caller.loginOptions());
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => caller.logInWithPasskey(answer)));
    expect(outcomes(all)).toBe(1);
    const { session } = await units
      .client(TokenService)
      .validateSession({ tokens: caller.client.sessionTokens, touch: false }, units.call);
    expect(session?.userId).toBe(userId);
  });

  test("that failed has used its challenge up", async () => {
    const { passkeys } = await settle(world, "lea", { address: "verified", passkey: true });
    const caller = callerAt(world);
    const options = await caller.loginOptions();
    const falsified = passkeys[0]?.get(options, { signature: "flip" });
    expect(await reasonFrom(caller.logInWithPasskey(falsified))).toBe(Reason.WEBAUTHN_VERIFICATION_FAILED);
    expect(await reasonFrom(caller.logInWithPasskey(passkeys[0]?.get(options)))).toBe(
      Reason.WEBAUTHN_CHALLENGE_UNKNOWN,
    );
  });

  test("is not added with the challenge of somebody else, nor with that of a sign-in", async () => {
    const [{ caller: mia }, { caller: max }] = [
      await signUp(world, "mia@example.com"),
      await signUp(world, "max@example.com"),
    ];
    const answer = createPasskey().create(await mia.passkeyOptions());
    expect(await reasonFrom(max.addPasskey(answer))).toBe(Reason.WEBAUTHN_CHALLENGE_UNKNOWN);
    const options = (await max.loginOptions()) as { publicKey: object };
    const { publicKey } = (await mia.passkeyOptions()) as { publicKey: object };
    const mixed = createPasskey().create({ publicKey: { ...publicKey, ...options.publicKey } });
    expect(await reasonFrom(max.addPasskey(mixed))).toBe(Reason.WEBAUTHN_CHALLENGE_UNKNOWN);
  });
});

test("a handed-over token signs in once", async () => {
  const { userId } = await settle(world, "ned", { address: "verified" });
  const { token } = await units.client(TokenService).createExchangeToken({ userId }, units.call);
  const caller = callerAt(world);
  const all = await Promise.allSettled(Array.from({ length: 8 }, () => caller.logInWithToken(token)));
  expect(outcomes(all)).toBe(1);
});

test("nobody changes an account without a session", async () => {
  const { userId } = await settle(world, "oda", { address: "verified", password: true });
  const nobody = callerAt(world);
  const calls = [
    nobody.setPassword(userId, "open sesame"),
    nobody.addEmail("x@example.com"),
    nobody.passkeyOptions(),
    nobody.removeCredential("AAAA"),
  ];
  for (const call of calls) expect(await reasonFrom(call)).toBe(Reason.SESSION_INVALID);
});
