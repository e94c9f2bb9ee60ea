import { Code, ConnectError } from "@connectrpc/connect";
import { credential } from "@signet/credential";
import { PasswordService } from "@signet/proto/credential/v1/password_service";
import { expect, test } from "vitest";
import { withCalls } from "./test/replaced.ts";
import { PASSWORD, settle } from "./test/walk/people.ts";
import { flowWorld } from "./test/world.ts";

let failure: Error | undefined;
const instead = withCalls(credential, PasswordService, ({ checkPassword }) => ({
  checkPassword(...call) {
    if (failure) throw failure;
    return checkPassword(...call);
  },
}));
const world = await flowWorld({ env: { RATE_LIMITER_ENABLED: "false" }, instead });
world.configure({ mfa: { enabled: false }, passkey: { enabled: false } });

test.each([
  ["a unit is away", new ConnectError("connect ECONNREFUSED", Code.Unavailable)],
  ["a unit does not answer in time", new ConnectError("the operation timed out", Code.DeadlineExceeded)],
  ["a unit's database is away", new Error("Connection terminated unexpectedly")],
])("while %s an action is unavailable, and the same request succeeds later", async (what, away) => {
  const { addresses } = await settle(world, what.replaceAll(/\W/g, "-"), { address: "verified", password: true });
  const browser = world.browser();
  await browser.start("login");
  await browser.act("register_client_capabilities");
  await browser.act("continue_with_login_identifier", { email: addresses[0] ?? "" });
  await browser.act("continue_to_password_login");

  failure = away;
  const error = await browser.act("password_login", { password: PASSWORD }).catch(ConnectError.from);
  expect(error).toMatchObject({ code: away instanceof ConnectError ? away.code : Code.Unavailable });
  failure = undefined;
  expect(await browser.act("password_login", { password: PASSWORD })).toMatchObject({ name: "success", status: 200 });
});
