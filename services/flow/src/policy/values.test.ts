import { createSecrets } from "@signet/kit";
import { expect, test } from "vitest";
import { beganAt, firstCsrfToken, randomCsrfToken } from "../engine/csrf.ts";
import { readInputs, validateInputs } from "../engine/inputs.ts";
import type { Input } from "../engine/types.ts";
import { networkOf } from "./network.ts";

const name = (rules: Partial<Input> = {}): Input => ({ name: "x", type: "string", ...rules });

test.each([
  [name({ required: true }), undefined, "value_missing_error"],
  [name({ required: true }), 7, "value_missing_error"],
  [name({ minLength: 3 }), "ab", "value_too_short_error"],
  [name({ minLength: 3 }), "", undefined],
  [name({ maxLength: 3 }), "äö", "value_too_long_error"],
  [name({ type: "email" }), "nobody", "value_invalid_error"],
  [name({ allowedValues: [{ value: "a", name: "a" }] }), "b", "value_invalid_error"],
  [name({ type: "json", required: true }), undefined, undefined],
  [name({ type: "boolean", required: true }), "yes", undefined],
  [name({ normalise: true, required: true }), "  ", "value_missing_error"],
] as const)("the input %j with %j is at fault with %s", (input, sent, fault) => {
  const values = readInputs([input], sent === undefined ? {} : { x: sent });
  expect(validateInputs([input], values).x).toBe(fault);
});

test("the first token tells when its own conversation began, and nothing of another", () => {
  const secrets = createSecrets(["a key that only tests know"]);
  const beginning = { tenantId: "t", name: "login", flowId: "f" } as const;
  const now = new Date("2026-03-01T12:00:00.000Z");
  const token = firstCsrfToken(secrets, beginning, now);
  expect(token).toMatch(/^[0-9A-Za-z]{32}$/);
  expect(beganAt(secrets, beginning, token, now)).toEqual(now);
  expect(beganAt(secrets, { ...beginning, flowId: "g" }, token, now)).toBeUndefined();
  expect(beganAt(secrets, { ...beginning, name: "profile" }, token, now)).toBeUndefined();
  expect(beganAt(secrets, beginning, `1${token.slice(1)}`, now)).toBeUndefined();
  expect(beganAt(secrets, beginning, randomCsrfToken(), now)).toBeUndefined();
});

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:0:1:2:3:4:5", "2001:db8:0:1::/64"],
  ["2001:DB8::1", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
])("attempts from %s count for %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
