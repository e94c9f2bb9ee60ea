import { credential } from "@signet/credential";
import { PasswordService } from "@signet/proto/credential/v1/password_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { TokenService } from "@signet/proto/token/v1/token_service";
import { expect, test } from "vitest";
import { callerAt, reasonFrom } from "./classic/test/caller.ts";
import { withCalls } from "./test/replaced.ts";
import { PASSWORD, settle } from "./test/walk/people.ts";
import { flowWorld } from "./test/world.ts";

/** Whom an operator deletes while their password is worked on, which takes longest of all that is done for a person. */
let doomed: string | undefined;
const slowly = withCalls(credential, PasswordService, ({ checkPassword, setPassword }) => ({
  async checkPassword(request, context) {
    const checked = await checkPassword(request, context);
    await deleteDoomed();
    return checked;
  },
  async setPassword(request, context) {
    const done = await setPassword(request, context);
    await deleteDoomed();
    return done;
  },
}));
const { units, ...world } = await flowWorld({ env: { RATE_LIMITER_ENABLED: "false" }, instead: slowly });
world.configure({ mfa: { enabled: false }, passkey: { enabled: false } });

async function deleteDoomed() {
  if (doomed) await units.client(IdentityService).deleteUser({ userId: doomed }, units.call);
  doomed = undefined;
}

const sessionsOf = async (userId: string) =>
  (await units.client(TokenService).listSessions({ userId }, units.call)).sessions;

async function atPassword(name: string) {
  const { addresses, userId } = await settle({ units, ...world }, name, { address: "verified", password: true });
  const browser = world.browser();
  await browser.start("login");
  await browser.act("register_client_capabilities");
  await browser.act("continue_with_login_identifier", { email: addresses[0] ?? "" });
  await browser.act("continue_to_password_login");
  return { browser, userId };
}

const refused = { status: 403, error: { code: "operation_not_permitted_error" } };

test("who is deleted while the password is checked is not signed in by a flow", async () => {
  const { browser, userId } = await atPassword("ada");
  doomed = userId;
  expect(await browser.act("password_login", { password: PASSWORD })).toMatchObject(refused);
  expect(await sessionsOf(userId)).toEqual([]);
});

test("who is deleted while the password is checked is not signed in by a single call", async () => {
  const { userId } = await settle({ units, ...world }, "bob", { address: "verified", password: true });
  doomed = userId;
  const login = callerAt({ units, ...world }).logInWithPassword({ userId, password: PASSWORD });
  expect(await reasonFrom(login)).toBe(Reason.PASSWORD_INVALID);
  expect(await sessionsOf(userId)).toEqual([]);
});

test("who is deleted while the profile sets a password has no profile any more", async () => {
  const { browser, userId } = await atPassword("cat");
  await browser.act("password_login", { password: PASSWORD });
  await browser.start("profile");
  await browser.act("register_client_capabilities");
  doomed = userId;
  expect(await browser.act("password_update", { password: "another horse battery" })).toMatchObject(refused);
  expect(doomed, "deleted within that action").toBeUndefined();
});
