import { uuidv7 } from "@signet/kit";
import { DeviceService } from "@signet/proto/credential/v1/device_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import { TokenService } from "@signet/proto/token/v1/token_service";
import { expect, test } from "vitest";
import { settle } from "../test/walk/people.ts";
import { flowWorld } from "../test/world.ts";
import { callerAt, reasonFrom } from "./test/caller.ts";

const world = await flowWorld({ env: { RATE_LIMITER_ENABLED: "false" } });
const { units } = world;
const sessionsOf = async (userId: string) =>
  (await units.client(TokenService).listSessions({ userId }, units.call)).sessions.length;

test.each([
  ["an authenticator app", { address: "verified", password: true, app: true }],
  ["a security key", { address: "verified", password: true, securityKey: true }],
] as const)("who has %s is not signed in by a password or a code alone", async (name, has) => {
  const handle = name.replaceAll(" ", "-");
  const person = await settle(world, handle, has);
  const caller = callerAt(world);
  expect(await reasonFrom(caller.logInWithPassword(person))).toBe(Reason.SECOND_FACTOR_REQUIRED);

  const { passcode } = await caller.sendPasscode(person.userId);
  const byCode = caller.logInWithPasscode(passcode?.passcodeId ?? "", world.codeFor(`${handle}@example.com`));
  expect(await reasonFrom(byCode)).toBe(Reason.SECOND_FACTOR_REQUIRED);

  const { token } = await units.client(TokenService).createExchangeToken({ userId: person.userId }, units.call);
  expect(await reasonFrom(caller.logInWithToken(token))).toBe(Reason.SECOND_FACTOR_REQUIRED);
  expect(await sessionsOf(person.userId)).toBe(0);
});

test("a wrong password is a wrong password, whatever else there is", async () => {
  const { userId } = await settle(world, "wrong", { address: "verified", password: true, app: true });
  const login = callerAt(world).logInWithPassword({ userId, password: "not that one" });
  expect(await reasonFrom(login)).toBe(Reason.PASSWORD_INVALID);
});

test("a passkey is two factors in one; a security key is not one", async () => {
  const both = { address: "verified", passkey: true, securityKey: true, app: true } as const;
  const { userId, passkeys, securityKeys } = await settle(world, "keys", both);
  const caller = callerAt(world);
  const bySecurityKey = caller.logInWithPasskey(securityKeys[0]?.get(await caller.loginOptions()));
  expect(await reasonFrom(bySecurityKey)).toBe(Reason.WEBAUTHN_CREDENTIAL_MFA_ONLY);
  await caller.logInWithPasskey(passkeys[0]?.get(await caller.loginOptions(userId)));
  expect(await sessionsOf(userId)).toBe(1);
});

test("a device that the user trusts stands for the second factor", async () => {
  const person = await settle(world, "trusting", { address: "verified", password: true, app: true });
  const { userId } = person;
  const devices = units.client(DeviceService);
  const { token } = await devices.trustDevice({ userId, deviceId: uuidv7() }, units.call);
  const caller = callerAt(world);
  caller.client.deviceTrust = `${userId}:${token}`;
  await caller.logInWithPassword(person);
  expect(await sessionsOf(userId)).toBe(1);
});

test("proving another address prolongs no session of who has a second factor", async () => {
  const { userId, passkeys } = await settle(world, "prover", { address: "verified", passkey: true, app: true });
  const caller = callerAt(world);
  await caller.logInWithPasskey(passkeys[0]?.get(await caller.loginOptions()));
  const { emailId } = await caller.addEmail("prover@work.example.com");
  const { passcode } = await caller.sendPasscode(userId, emailId);
  const code = world.codeFor("prover@work.example.com");
  const { session } = await caller.logInWithPasscode(passcode?.passcodeId ?? "", code);
  expect(session).toBeUndefined();
  expect(await sessionsOf(userId)).toBe(1);
  expect((await caller.lookUp("prover@work.example.com")).userId).toBe(userId);
});

test("where everybody must have a second factor, nobody without one signs up or in", async () => {
  const person = await settle(world, "bare", { address: "verified", password: true });
  const demands = { optional: false, acquire_on_login: true, acquire_on_registration: true };
  world.configure({ mfa: demands });
  const caller = callerAt(world);
  expect(await reasonFrom(caller.logInWithPassword(person))).toBe(Reason.SECOND_FACTOR_REQUIRED);
  expect(await reasonFrom(caller.signUp("new@example.com"))).toBe(Reason.SECOND_FACTOR_REQUIRED);

  world.configure({ mfa: { ...demands, optional: true } });
  await caller.logInWithPassword(person);
  expect(await sessionsOf(person.userId)).toBe(1);
});
