import { readFileSync } from "node:fs";
import { createPasskey, type FlowClient, restorePasskey, type Tampering } from "@signet/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectConform } from "./conform.ts";
import { loggingIn, type Person, register, registering } from "./people.ts";
import { openTarget, type Target } from "./target.ts";

interface Falsified {
  readonly name: string;
  readonly tampering: Tampering;
}

interface Cases {
  readonly create: readonly Falsified[];
  readonly get: readonly Falsified[];
  readonly shapes: readonly { readonly name: string; readonly value: unknown }[];
}

// The shape is that of our own file.
const cases = JSON.parse(readFileSync(new URL("tampering/passkeys.json", import.meta.url), "utf8")) as Cases;
const settings = {
  passkey: { user_verification: "required" },
  password: { enabled: false },
  mfa: { enabled: false },
};
let target: Target;
let person: Person;
beforeAll(async () => {
  target = await openTarget(settings);
  person = await register(target);
});
afterAll(() => target?.stop());

const assert = (flow: FlowClient, answer: unknown) =>
  flow.act("webauthn_verify_assertion_response", { assertion_response: answer });
const attest = (flow: FlowClient, answer: unknown) =>
  flow.act("webauthn_verify_attestation_response", { public_key: answer });
const asked = (flow: FlowClient) => flow.state.payload?.request_options;

/** Nobody is signed in, the flow stays, and the right answer is still accepted. */
async function expectRefusedLogin(flow: FlowClient): Promise<void> {
  expectConform(flow.reply, "the refusal");
  expect([flow.state.name, flow.state.status, flow.state.error?.code]).toEqual(["login_init", 401, "passkey_invalid"]);
  expect([...flow.cookies.keys()]).toEqual([]);
  await assert(flow, person.passkey.get(asked(flow)));
  expect(flow.state.name).toBe("success");
}

describe("a login with an answer", () => {
  test.each(cases.get)("$name is refused", async ({ tampering }) => {
    const flow = await loggingIn(target);
    await assert(flow, person.passkey.get(asked(flow), tampering));
    await expectRefusedLogin(flow);
  });

  test.each(cases.shapes)("that is $name is refused", async ({ value }) => {
    const flow = await loggingIn(target);
    await assert(flow, value);
    await expectRefusedLogin(flow);
  });

  test("of a key that nobody registered is refused", async () => {
    const flow = await loggingIn(target);
    await assert(flow, createPasskey().get(asked(flow), { userHandle: person.passkey.userHandle ?? "" }));
    await expectRefusedLogin(flow);
  });

  test("to a challenge that was used is refused", async () => {
    const first = await loggingIn(target);
    const answer = person.passkey.get(asked(first));
    expect((await assert(first, answer)).name).toBe("success");

    const second = await loggingIn(target);
    await assert(second, answer);
    await expectRefusedLogin(second);
  });

  test("to the challenge of another flow is refused", async () => {
    const [mine, theirs] = [await loggingIn(target), await loggingIn(target)];
    await assert(mine, person.passkey.get(asked(theirs)));
    await expectRefusedLogin(mine);
  });

  test("sent twice at once signs in once", async () => {
    const flow = await loggingIn(target);
    const { href = "" } = flow.state.actions.webauthn_verify_assertion_response ?? {};
    const input_data = { assertion_response: person.passkey.get(asked(flow)) };
    const body = { input_data, csrf_token: flow.state.csrf_token };
    const replies = await Promise.all(Array.from({ length: 8 }, () => flow.request("POST", href, { body })));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

describe("a registration with an answer", () => {
  const expectRefused = async (flow: FlowClient) => {
    expectConform(flow.reply, "the refusal");
    expect([flow.state.status, flow.state.error?.code]).toEqual([401, "passkey_invalid"]);
    expect(flow.state.name).toBe("onboarding_verify_passkey_attestation");
    expect([...flow.cookies.keys()]).toEqual([]);
  };

  test.each(cases.create)("$name is refused, and nobody is stored", async ({ tampering }) => {
    const before = await target.countUsers();
    const flow = await registering(target);
    await attest(flow, createPasskey().create(flow.state.payload?.creation_options, tampering));
    await expectRefused(flow);
    expect(await target.countUsers()).toBe(before);
  });

  // One flow for all: each refusal has to leave it as it was.
  test("of a shape that no authenticator has is refused, however often", async () => {
    const before = await target.countUsers();
    const flow = await registering(target);
    const { creation_options } = flow.state.payload ?? {};
    for (const { name, value } of cases.shapes) {
      await attest(flow, value);
      expect(flow.state.status, name).toBeLessThan(500);
      await expectRefused(flow);
    }
    expect(await target.countUsers()).toBe(before);
    await attest(flow, createPasskey().create(flow.state.payload?.creation_options ?? creation_options));
    expect(flow.state.name).toBe("success");
  });

  test("of a key that somebody else has is refused", async () => {
    const before = await target.countUsers();
    const flow = await registering(target);
    // The same authenticator, so that the owner's copy stays as it is.
    await attest(flow, restorePasskey(person.passkey.save()).create(flow.state.payload?.creation_options));
    await expectRefused(flow);
    expect(await target.countUsers()).toBe(before);
  });
});

test("the server complains of nothing", () => {
  expect(target.complaints()).toEqual([]);
});
