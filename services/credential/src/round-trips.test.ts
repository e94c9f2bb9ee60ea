import { WebauthnUse } from "@signet/proto/credential/v1/credential";
import { createPasskey } from "@signet/testkit";
import { expect, test } from "vitest";
import { freshId, worldOf } from "./test/worlds.ts";

const world = await worldOf();
const { units, webauthn, credentials, passwords, passcodes, call } = world;

/** How many statements a call sends, once its connection is open and asked for UTC. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  await units.db.ping();
  const before = units.db.statements();
  await work();
  return units.db.statements() - before;
}

test("a sign-in with a passkey costs one read and one write", async () => {
  const passkey = await world.register(freshId());
  const { optionsJson, ceremony } = await webauthn.createAuthenticationOptions({}, call);
  const responseJson = JSON.stringify(passkey.get(JSON.parse(optionsJson)));
  expect(await statementsOf(() => webauthn.verifyAuthentication({ responseJson, ceremony }, call))).toBe(2);
});

test("options cost nothing, and one read where they list credentials", async () => {
  const userId = freshId();
  const options = [
    [0, () => webauthn.createAuthenticationOptions({}, call)],
    [0, () => webauthn.createRegistrationOptions({ userId }, call)],
    [1, () => webauthn.createRegistrationOptions({ userId, excludeExisting: true }, call)],
    [1, () => webauthn.createAuthenticationOptions({ userId, use: WebauthnUse.SECURITY_KEY }, call)],
  ] as const;
  for (const [expected, work] of options) expect(await statementsOf(work)).toBe(expected);
});

test("the end of a registration is one statement, and reading what a user has is another", async () => {
  const userId = freshId();
  const { optionsJson, ceremony } = await webauthn.createRegistrationOptions({ userId }, call);
  const responseJson = JSON.stringify(createPasskey().create(JSON.parse(optionsJson)));
  const { credential } = await webauthn.verifyRegistration({ responseJson, ceremony }, call);
  const { passwordHash } = await passwords.hashPassword({ password: "correct horse" }, call);
  const request = { userId, webauthnCredentials: credential ? [credential] : [], passwordHash };
  expect(await statementsOf(() => credentials.createUserCredentials(request, call))).toBe(1);
  expect(await statementsOf(() => credentials.getUserCredentials({ userId }, call))).toBe(1);
  expect(await statementsOf(() => passwords.checkPassword({ userId, password: "correct horse" }, call))).toBe(1);
});

test("a passcode is made in one statement, and used in two", async () => {
  const passcodeId = freshId();
  const codes: string[] = [];
  const create = async () => {
    codes.push((await passcodes.createPasscode({ passcodeId, address: "mara@example.com" }, call)).code);
  };
  expect(await statementsOf(create)).toBe(1);
  expect(await statementsOf(() => passcodes.checkPasscode({ passcodeId, code: codes[0] ?? "" }, call))).toBe(2);
});
