import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { type FlowClient, flowClient } from "@signet/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fill, type Step } from "./case.ts";
import { expectConform } from "./conform.ts";
import type { Settings } from "./server.ts";
import { openTarget, type Target } from "./target.ts";

interface WalkStep extends Step {
  /** The input that takes the first of the values that are allowed. */
  readonly choose?: string;
  readonly error?: string;
}

interface WalkFile {
  readonly settings: Settings;
  readonly walks: readonly {
    readonly name: string;
    /** One after another, by one browser. */
    readonly flows: readonly { readonly flow: string; readonly steps: readonly WalkStep[] }[];
  }[];
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
    const known = { email: `${randomUUID()}@example.com`, name: `kim_${randomUUID().slice(0, 8)}` };
    const client = flowClient(target.apiUrl);
    for (const { flow, steps } of fill(walk, known).flows) {
      await client.start(flow);
      for (const step of steps) await take(client, step);
    }
    expect(target.complaints()).toEqual([]);
  });
});

async function take(client: FlowClient, { action, input = {}, choose, to, error }: WalkStep): Promise<void> {
  await client.act(action, choose ? { ...input, [choose]: allowed(client, action, choose) } : input);
  expectConform(client.reply, action);
  expect([client.state.name, client.state.error?.code], action).toEqual([to, error]);
}

function allowed({ state }: FlowClient, action: string, input: string): unknown {
  return state.actions[action]?.inputs[input]?.allowed_values?.[0]?.value;
}
