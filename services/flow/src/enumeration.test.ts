import { credential } from "@signet/credential";
import { problem, uuidv4 } from "@signet/kit";
import { CredentialService } from "@signet/proto/credential/v1/credential_service";
import { PasswordService } from "@signet/proto/credential/v1/password_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import { describe, expect, test } from "vitest";
import { type Addresses, type Conversation, ROUNDS, tellTales } from "./test/lookalike.ts";
import { withCalls } from "./test/replaced.ts";
import { kinds, settle } from "./test/walk/people.ts";
import { type FlowWorld, flowWorld } from "./test/world.ts";

const noLimits = { env: { RATE_LIMITER_ENABLED: "false" } };
const world = await flowWorld(noLimits);
const timeout = 240_000;

const byPassword: Conversation = {
  flow: "login",
  steps: [
    ["continue_with_login_identifier", (address) => ({ email: address })],
    ["continue_to_password_login"],
    ["password_login", () => ({ password: "not the password" })],
    ["continue_to_passcode_confirmation_recovery"],
    ["verify_passcode", () => ({ code: "wrong" })],
    ["resend_passcode"],
  ],
};
const byCode: Conversation = {
  flow: "login",
  steps: [
    ["continue_with_login_identifier", (address) => ({ email: address })],
    ["continue_to_passcode_confirmation"],
    ["verify_passcode", () => ({ code: "wrong" })],
    ["back"],
  ],
};
/** Where the one input takes usernames as well. */
const byIdentifier: Conversation = {
  flow: "login",
  steps: [
    ["continue_with_login_identifier", (address) => ({ identifier: address })],
    ["continue_to_passcode_confirmation"],
  ],
};
const registration: Conversation = {
  flow: "registration",
  steps: [
    ["register_login_identifier", (address) => ({ email: address })],
    ["verify_passcode", () => ({ code: "wrong" })],
    ["resend_passcode"],
    ["back"],
  ],
};

/** People of every kind with an address, whose passwords are hashed as ours are, and as many addresses of nobody. */
async function addressesIn(where: FlowWorld): Promise<Addresses> {
  const withAddress = kinds.filter(({ address }) => address !== undefined);
  const known = withAddress.map((_, index) => `known-${index}@example.com`);
  for (const [index, kind] of withAddress.entries()) {
    const { userId } = await settle(where, `known-${index}`, { ...kind, password: undefined });
    if (!kind.password) continue;
    const secret = { case: "password", value: uuidv4() } as const;
    await where.units.client(PasswordService).setPassword({ userId, secret }, where.units.call);
  }
  return { known, unknown: known.map((_, index) => `nobody-${index}@example.com`) };
}

describe("without hints an address with an account looks like one without, in answer and in time", async () => {
  const addresses = await addressesIn(world);
  const usernames = { username: { enabled: true } };
  test.each([
    ["a login by password, and its recovery", byPassword, {}],
    ["a login by code", byCode, {}],
    ["a login by address or username", byIdentifier, usernames],
    ["a registration", registration, {}],
  ])("%s", { timeout }, async (_name, conversation, settings) => {
    world.configure(settings);
    expect(await tellTales(world, conversation, { ...addresses, rounds: ROUNDS })).toEqual([]);
  });
});

test("a username is different: one that nobody has is named, as clients expect (flow-api.md section 10.1)", async () => {
  world.configure({ username: { enabled: true } });
  const browser = world.browser();
  await browser.start("login");
  await browser.act("register_client_capabilities");
  const { status, actions } = await browser.act("continue_with_login_identifier", { identifier: "nobody" });
  const [input] = actions.find(({ name }) => name === "continue_with_login_identifier")?.inputs ?? [];
  expect([status, input?.error?.code]).toEqual([400, "unknown_username_error"]);
});

describe("and what is not done for nobody would be seen", () => {
  test("a hash, by the time", { timeout }, async () => {
    const hasty = withCalls(credential, PasswordService, (inner) => ({
      async checkPassword(request, context) {
        if (request.userId !== "") return inner.checkPassword(request, context);
        // It asks the database all the same.
        await where.units.client(CredentialService).getUserCredentials({ userId: uuidv4() }, where.units.call);
        throw problem(Reason.PASSWORD_INVALID, "the password is wrong");
      },
    }));
    const where: FlowWorld = await flowWorld({ ...noLimits, instead: hasty });
    const steps = byPassword.steps.slice(0, 3);
    const addresses = await addressesIn(where);
    const tales = await tellTales(where, { ...byPassword, steps }, { ...addresses, rounds: 1 });
    expect(tales).toEqual(["password_login"]);
  });

  test("a question to the database, by its number", async () => {
    const people = new Set<string>();
    const hasty = withCalls(credential, CredentialService, (inner) => ({
      getUserCredentials(request, context) {
        const { userId } = request;
        return people.has(userId) ? inner.getUserCredentials(request, context) : { credentials: { userId } };
      },
      createUserCredentials(request, context) {
        people.add(request.userId);
        return inner.createUserCredentials(request, context);
      },
    }));
    const where = await flowWorld({ ...noLimits, instead: hasty });
    await settle(where, "known", { address: "verified", password: true });
    const addresses = { known: ["known@example.com"], unknown: ["nobody@example.com"], rounds: 1 };
    await expect(tellTales(where, byCode, addresses)).rejects.toThrow("statements");
  });
});
