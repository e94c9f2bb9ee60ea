import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { units } from "../../../packages/cli/src/units.ts";
import { messages } from "./arbitraries.ts";
import { otherTenant, ownTenant, type Settled, settle } from "./settled.ts";

const RUNS = Number(process.env.SIGNET_GARBAGE_RUNS ?? 12);
const SEED = Number(process.env.SIGNET_GARBAGE_SEED ?? 7);

/** What no service may answer, because it says that the fault is its own. */
const FAULTS = ["internal", "unknown", "data_loss"];

let settled: Settled;
beforeAll(async () => {
  settled = await settle();
});
afterAll(() => settled?.server.stop());

const services = units.flatMap((unit) => unit.services);

describe.each(services.map((service) => [service.typeName, service] as const))(
  "garbage for %s",
  (typeName, service) => {
    test("is refused in words, and reaches nobody of another tenant", { timeout: 120_000 }, async () => {
      const other = await settled.stateOf(otherTenant);
      for (const method of service.methods) {
        if (method.methodKind !== "unary") continue;
        await fc.assert(
          fc.asyncProperty(messages(method.input, settled.known), async (message) => {
            const response = await settled.call(ownTenant, `${typeName}/${method.name}`, message);
            const text = await response.text();
            const about = `${method.name} ${JSON.stringify(message).slice(0, 600)} answered ${response.status} ${text.slice(0, 300)}`;
            expect(text, about).not.toContain(settled.secret);
            // A method that an installation switched off says so in a reason.
            if (response.status === 501) expect(text, about).toContain("METHOD_DISABLED");
            else if (response.status !== 200)
              expect(FAULTS, about).not.toContain((JSON.parse(text) as { code?: string }).code);
          }),
          { numRuns: RUNS, seed: SEED },
        );
      }
      expect(await settled.stateOf(otherTenant)).toBe(other);
    });
  },
);
