import type { DescMethod } from "@bufbuild/protobuf";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { units } from "../../../packages/cli/src/units.ts";
import { messages } from "./arbitraries.ts";
import { otherTenant, ownTenant, type Person, type Settled, settle } from "./settled.ts";

const RUNS = Number(process.env.SIGNET_GARBAGE_RUNS ?? 8);
const SEED = Number(process.env.SIGNET_GARBAGE_SEED ?? 7);

/** What no service may answer, because it says that the fault is its own. */
const FAULTS = ["internal", "unknown", "data_loss"];

let settled: Settled;
beforeAll(async () => {
  settled = await settle();
}, 60_000);
afterAll(() => settled?.server.stop());

const services = units.flatMap((unit) => unit.services);

describe.each(services.map((service) => [service.typeName, service] as const))(
  "garbage for %s",
  (typeName, service) => {
    test("is refused in words, and reaches nobody of another tenant", { timeout: 120_000 }, async () => {
      const other = await settled.stateOf(otherTenant);
      for (const method of service.methods) {
        if (method.methodKind !== "unary") continue;
        const examples = settled.others.slice(0, 1).map((person) => [aimedAt(method, person)] as [unknown]);
        await fc.assert(
          fc.asyncProperty(messages(method.input, settled.known), async (message) => {
            const before = await settled.belongingsOf(ownTenant);
            const response = await settled.call(ownTenant, `${typeName}/${method.name}`, message);
            const text = await response.text();
            const about = `${method.name} ${JSON.stringify(message).slice(0, 600)} answered ${response.status} ${text.slice(0, 300)}`;
            expect(text, about).not.toContain(settled.secret);
            // A method that an installation switched off says so in a reason.
            if (response.status === 501) expect(text, about).toContain("METHOD_DISABLED");
            else if (response.status !== 200)
              expect(FAULTS, about).not.toContain((JSON.parse(text) as { code?: string }).code);
            if (response.status !== 200) expect(await settled.belongingsOf(ownTenant), about).toBe(before);
          }),
          { numRuns: RUNS + examples.length, seed: SEED, examples },
        );
      }
      expect(await settled.stateOf(otherTenant)).toBe(other);
    });

    test("is refused as bytes, too, and nobody complains of itself", { timeout: 120_000 }, async () => {
      const before = await settled.stateOf(otherTenant);
      const complaints = settled.server.logged.filter(({ level }) => level === "error").length;
      for (const method of service.methods) {
        if (method.methodKind !== "unary") continue;
        await fc.assert(
          fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 60 }), async (bytes) => {
            const response = await settled.send(ownTenant, `${typeName}/${method.name}`, bytes);
            const about = `${method.name} ${Buffer.from(bytes).toString("hex")} answered ${response.status}`;
            if (response.status === 200) return;
            const { code = "", message = "" } = (await response.json()) as { code?: string; message?: string };
            // gRPC's own table has it so that a request which cannot be parsed is internal.
            if (code === "internal") expect(message, about).toMatch(/^parse binary: /);
            else expect(FAULTS, about).not.toContain(code);
          }),
          { numRuns: RUNS, seed: SEED },
        );
      }
      expect(settled.server.logged.filter(({ level }) => level === "error")).toHaveLength(complaints);
      expect(await settled.stateOf(otherTenant)).toBe(before);
    });
  },
);

/** A message that names somebody by ids wherever it can; names and addresses it would only get back. */
function aimedAt({ input }: DescMethod, { userId, emailId, sessionId, webhookId }: Person): unknown {
  const known: Readonly<Record<string, string>> = { userId, emailId, sessionId, webhookId };
  const named = input.fields.filter(({ fieldKind, jsonName }) => fieldKind === "scalar" && jsonName in known);
  return Object.fromEntries(named.map(({ jsonName }) => [jsonName, known[jsonName]]));
}
