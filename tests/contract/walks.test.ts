import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createPasskey, type FlowClient, flowClient, type Passkey, totp } from "@signet/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fill, type Step } from "./case.ts";
import { expectConform } from "./conform.ts";
import type { Settings } from "./server.ts";
import { openTarget, type Target } from "./target.ts";

interface WalkStep extends Step {
  /** The input that takes the first of the values that are allowed. */
  readonly choose?: string;
  /** Inputs whose values are not known before. App and recovery codes are the same until the walk ends. */
  readonly from?: Readonly<Record<string, "mailbox" | "authenticator" | "app" | "recovery">>;
  readonly error?: string;
  /** The errors at the inputs of the action. */
  readonly inputErrors?: Readonly<Record<string, string>>;
}

interface WalkFile {
  readonly settings: Settings;
  readonly walks: readonly {
    readonly name: string;
    /** One after another, by one browser. */
    readonly flows: readonly { readonly flow: string; readonly steps: readonly WalkStep[] }[];
  }[];
}

/** What a walker carries. */
interface Walker {
  readonly client: FlowClient;
  readonly codeFor: Target["codeFor"];
  address: string;
  passkey?: Passkey;
  code?: string;
  recoveryCodes?: readonly string[];
}

const folder = new URL("walks/", import.meta.url);
// The shape is that of our own files.
const files = readdirSync(folder).map(
  (name) => [name, JSON.parse(readFileSync(new URL(name, folder), "utf8")) as WalkFile] as const,
);
// Whoever runs a server elsewhere chose its settings.
const due = process.env.TARGET_URL === undefined ? files : [];

describe.each(due)("%s", (_file, { settings, walks }) => {
  let target: Target;
  beforeAll(async () => {
    target = await openTarget(settings);
  });
  afterAll(() => target?.stop());

  test.each(walks)("$name", async (walk) => {
    const [email, otherEmail] = [`${randomUUID()}@example.com`, `${randomUUID()}@example.com`];
    const [name, otherName] = [`kim_${randomUUID().slice(0, 8)}`, `lou_${randomUUID().slice(0, 8)}`];
    const wide = "x".repeat(255);
    const walker: Walker = { client: flowClient(target.apiUrl), codeFor: target.codeFor, address: email };
    for (const { flow, steps } of fill(walk, { email, otherEmail, name, otherName, wide }).flows) {
      await walker.client.start(flow);
      for (const step of steps) await take(walker, step);
    }
    expect(target.complaints()).toEqual([]);
  });
});

async function take(walker: Walker, { action, input = {}, choose, from = {}, ...expected }: WalkStep): Promise<void> {
  const { client } = walker;
  if (typeof input.email === "string") walker.address = input.email;
  const found: Record<string, unknown> = choose ? { [choose]: allowed(client, action, choose) } : {};
  for (const [name, source] of Object.entries(from)) found[name] = await makers[source](walker);
  await client.act(action, { ...input, ...found });
  expectConform(client.reply, action);
  const { name, error, actions, payload } = client.state;
  // Shown once.
  if (Array.isArray(payload?.recovery_codes)) walker.recoveryCodes = payload.recovery_codes;
  const inputs = Object.entries(actions[action]?.inputs ?? {});
  const faults = inputs.flatMap(([input, { error }]) => (error ? [[input, error.code] as const] : []));
  expect([name, error?.code], action).toEqual([expected.to, expected.error]);
  if (expected.inputErrors) expect(Object.fromEntries(faults), action).toEqual(expected.inputErrors);
}

const makers = {
  mailbox: ({ codeFor, address }: Walker) => codeFor(address),
  authenticator(walker: Walker) {
    const { creation_options, request_options } = walker.client.state.payload ?? {};
    if (!creation_options) return walker.passkey?.get(request_options);
    walker.passkey = createPasskey();
    return walker.passkey.create(creation_options);
  },
  app(walker: Walker) {
    walker.code ??= totp(String(walker.client.state.payload?.otp_secret));
    return walker.code;
  },
  recovery: ({ recoveryCodes }: Walker) => recoveryCodes?.[0],
};

function allowed({ state }: FlowClient, action: string, input: string): unknown {
  return state.actions[action]?.inputs[input]?.allowed_values?.[0]?.value;
}
