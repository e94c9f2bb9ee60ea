import { SINGLE_TENANT, uuidv4 } from "@signet/kit";
import { LoginSucceededSchema } from "@signet/proto/flow/v1/flow_events";
import { TokenService } from "@signet/proto/token/v1/token_service";
import { describe, expect, test } from "vitest";
import type { Browser } from "./test/browser.ts";
import { PASSWORD, settle } from "./test/walk/people.ts";
import { flowWorld } from "./test/world.ts";

const world = await flowWorld({ env: { RATE_LIMITER_ENABLED: "false" } });
// Without the locker only the version and the token keep parallel requests apart, as between processes.
const unlocked = await flowWorld({ env: { RATE_LIMITER_ENABLED: "false", FLOWLOCKER_ENABLED: "false" } });
const settings = { mfa: { enabled: false } } as const;
world.configure(settings);
unlocked.configure(settings);

let people = 0;
const HOUR = 3_600_000;
const short = { name: "error", csrfToken: "", actions: [] };
const refused = { ...short, status: 403, error: { code: "operation_not_permitted_error" } };

/** A browser in which somebody with a password stands before its input. */
async function atPassword(
  where = world,
  capabilities = {},
): Promise<{ browser: Browser; userId: string; address: string }> {
  people += 1;
  const name = `person-${people}`;
  const { userId } = await settle(where, name, { address: "verified", password: true });
  const browser = where.browser();
  await browser.start("login");
  await browser.act("register_client_capabilities", capabilities);
  await browser.act("continue_with_login_identifier", { email: `${name}@example.com` });
  await browser.act("continue_to_password_login");
  return { browser, userId, address: `${name}@example.com` };
}

describe("what is checked before an action", () => {
  test("a conversation that nobody began is refused", async () => {
    const { browser } = await atPassword();
    expect(await browser.act("back", {}, { flowId: uuidv4() })).toMatchObject(refused);
    expect(await browser.act("back", {}, { flowId: "not a uuid" })).toMatchObject(refused);
  });

  test("another tenant's conversation is unknown", async () => {
    const { browser } = await atPassword();
    const { flowId, csrfToken } = browser.state;
    const elsewhere = world.browser({ tenantId: "00000000-0000-0000-0000-000000000002" });
    await elsewhere.start("login");
    expect(await elsewhere.act("back", {}, { flowId, csrfToken })).toMatchObject(refused);
  });

  test("the first token counts for its own conversation, flow and tenant only", async () => {
    const browser = world.browser();
    const { flowId, csrfToken } = await browser.start("login");
    const act = "register_client_capabilities";
    expect(await browser.act(act, {}, { flowId: uuidv4() })).toMatchObject(refused);
    expect(await browser.act(act, {}, { flowName: "registration" })).toMatchObject(refused);
    const elsewhere = world.browser({ tenantId: "00000000-0000-0000-0000-000000000002" });
    await elsewhere.start("login");
    expect(await elsewhere.act(act, {}, { flowId, csrfToken })).toMatchObject(refused);
    expect(await browser.act(act)).toMatchObject({ name: "login_init", status: 200 });
  });

  test("an action belongs to the endpoint of its flow", async () => {
    const { browser } = await atPassword();
    expect(await browser.act("back", {}, { flowName: "registration" })).toMatchObject(refused);
  });

  test.each(["", "x", "k0T4mYw2ZrQn8LxVb6HsUc1JdFe9Ga3P"])("the token %j is refused", async (csrfToken) => {
    const { browser } = await atPassword();
    expect(await browser.act("back", {}, { csrfToken })).toMatchObject(refused);
    expect(await browser.act("back")).toMatchObject({ name: "login_method_chooser", status: 200 });
  });

  test("a token counts once: a request that is sent again is refused, and harms nothing", async () => {
    const { browser } = await atPassword();
    const { csrfToken } = browser.state;
    await browser.act("password_login", { password: "wrong" });
    expect(await browser.act("password_login", { password: PASSWORD }, { csrfToken })).toMatchObject(refused);
    expect(await browser.act("password_login", { password: PASSWORD })).toMatchObject({ name: "success" });
  });

  test("the first request sent again is refused", async () => {
    const browser = world.browser();
    const { csrfToken } = await browser.start("login");
    await browser.act("register_client_capabilities");
    expect(await browser.act("register_client_capabilities", {}, { csrfToken })).toMatchObject(refused);
  });

  test("an action of another state, an unknown one and one that is not offered are refused alike", async () => {
    const { browser } = await atPassword();
    for (const action of ["register_client_capabilities", "verify_passcode", "remember_me", "no_such_action", ""]) {
      expect(await browser.act(action), action).toMatchObject(refused);
    }
  });

  test("after a day a conversation is over, which is told before the token is looked at", async () => {
    const { browser } = await atPassword();
    const fresh = world.browser();
    await fresh.start("login");
    const expired = { ...short, status: 410, error: { code: "flow_expired_error" } };

    world.units.clock.advance(24 * HOUR);
    expect(await browser.act("no_such_action")).toMatchObject(refused);
    world.units.clock.advance(1);
    expect(await browser.act("back")).toMatchObject(expired);
    expect(await browser.act("no_such_action", {}, { csrfToken: "wrong" })).toMatchObject(expired);
    expect(await fresh.act("register_client_capabilities")).toMatchObject(expired);
  });

  test("the profile asks for a session before anything else", async () => {
    const browser = world.browser();
    const unauthorized = { ...short, status: 401, error: { code: "unauthorized" } };
    expect(await browser.start("profile")).toMatchObject(unauthorized);
    const { browser: signedIn } = await atPassword();
    await signedIn.act("password_login", { password: PASSWORD });
    expect(await signedIn.start("profile")).toMatchObject({ name: "preflight" });
    signedIn.cookies.sessionTokens = ["nonsense"];
    expect(await signedIn.act("no_such_action", {}, { csrfToken: "wrong" })).toMatchObject(unauthorized);
  });
});

describe("many requests at once", () => {
  const times = <T>(count: number, work: () => Promise<T>) => Promise.all(Array.from({ length: count }, work));

  test.each([
    ["with the locker", world, { success: 1, technical_error: 63 }],
    ["without", unlocked, { success: 1 }],
  ] as const)("of 64 that end one login one succeeds, and issues one session, %s", async (_name, where, some) => {
    const { browser, userId } = await atPassword(where, { webauthn_available: true });
    const { flowId, csrfToken } = await browser.act("password_login", { password: PASSWORD });

    const answers = await times(64, () => browser.act("skip", {}, { flowId, csrfToken }));

    const outcomes: Record<string, number> = {};
    for (const { name, error } of answers) outcomes[error?.code ?? name] = (outcomes[error?.code ?? name] ?? 0) + 1;
    expect(outcomes).toMatchObject(some);
    const { technical_error = 0, operation_not_permitted_error = 0 } = outcomes;
    expect(technical_error + operation_not_permitted_error).toBe(63);
    const { sessions } = await where.units.client(TokenService).listSessions({ userId }, where.units.call);
    expect(sessions).toHaveLength(1);
    const told = await where.units.events("flow", LoginSucceededSchema);
    expect(told.filter(({ user }) => user?.user?.userId === userId)).toHaveLength(1);
  });

  test("of 64 first requests one begins the conversation", async () => {
    const browser = unlocked.browser();
    const { flowId, csrfToken } = await browser.start("login");
    const answers = await times(64, () => browser.act("register_client_capabilities", {}, { flowId, csrfToken }));
    expect(answers.filter(({ name }) => name === "login_init")).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(63);
  });

  // Without the locker a request that comes too late with the used code may win the conversation: the code is lost then.
  test.each([
    ["exactly once with the locker", world, [1]],
    ["at most once without", unlocked, [0, 1]],
  ] as const)("a code sent sixteen times counts %s", async (_name, where, successes) => {
    const { browser, address, userId } = await atPassword(where);
    await browser.act("back");
    await browser.act("continue_to_passcode_confirmation");
    const code = where.codeFor(address) ?? "";
    const { flowId, csrfToken } = browser.state;
    const answers = await times(16, () => browser.act("verify_passcode", { code }, { flowId, csrfToken }));
    const signedIn = answers.filter(({ name }) => name === "success").length;
    expect(successes).toContain(signedIn);
    const { sessions } = await where.units.client(TokenService).listSessions({ userId }, where.units.call);
    expect(sessions).toHaveLength(signedIn);
  });

  test("after three wrong codes the right one is refused", async () => {
    const { browser, address } = await atPassword(unlocked);
    await browser.act("back");
    await browser.act("continue_to_passcode_confirmation");
    for (let tries = 0; tries < 3; tries += 1) await browser.act("verify_passcode", { code: "wrong" });
    const answer = await browser.act("verify_passcode", { code: unlocked.codeFor(address) ?? "" });
    expect(answer).toMatchObject({ status: 401, error: { code: "passcode_max_attempts_reached" } });
  });
});

describe("a challenge", async () => {
  const person = await settle(world, "key-owner", { address: "verified", passkey: true });
  const [passkey] = person.passkeys;

  const atPasskey = async () => {
    const browser = world.browser();
    await browser.start("login");
    await browser.act("register_client_capabilities", { webauthn_available: true });
    const { payload } = await browser.act("webauthn_generate_request_options");
    const answer = () => JSON.stringify(passkey?.get(JSON.parse(payload?.requestOptionsJson ?? "")));
    return { browser, answer };
  };

  test("signs in once: in another conversation its answer is refused", async () => {
    const [first, second] = [await atPasskey(), await atPasskey()];
    const assertion_response = first.answer();
    const foreign = await second.browser.act("webauthn_verify_assertion_response", { assertion_response });
    expect(foreign).toMatchObject({ name: "login_passkey", status: 401, error: { code: "passkey_invalid" } });
    const own = await first.browser.act("webauthn_verify_assertion_response", { assertion_response });
    expect(own).toMatchObject({ name: "success", payload: { claims: { amr: ["passkey"] } } });
    const used = await second.browser.act("webauthn_verify_assertion_response", { assertion_response });
    expect(used).toMatchObject({ status: 401, error: { code: "passkey_invalid" } });
    const right = await second.browser.act("webauthn_verify_assertion_response", {
      assertion_response: second.answer(),
    });
    expect(right).toMatchObject({ name: "success" });
  });

  test("is replaced by the next one: going back makes the old one useless", async () => {
    const { browser, answer } = await atPasskey();
    const assertion_response = answer();
    await browser.act("back");
    await browser.act("webauthn_generate_request_options");
    const late = await browser.act("webauthn_verify_assertion_response", { assertion_response });
    expect(late).toMatchObject({ status: 401, error: { code: "passkey_invalid" } });
  });
});

test("a conversation belongs to the single tenant unless told otherwise", async () => {
  const { browser } = await atPassword();
  const rows = await world.units.db.sql.query<{ tenant_id: string }>(
    "test_flow_tenant",
    "SELECT tenant_id FROM flow_flows WHERE id = $1",
    [browser.state.flowId],
  );
  expect(rows).toEqual([{ tenant_id: SINGLE_TENANT }]);
});
