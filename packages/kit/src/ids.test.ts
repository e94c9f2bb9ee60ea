import { expect, test } from "vitest";
import { isUuid, uuidv4, uuidv7 } from "./ids.ts";

test("ids of version 7 carry their time, in order, and the marks of the RFC", () => {
  const time = new Date("2026-03-01T12:00:00.000Z");
  const id = uuidv7(time);
  expect(Number.parseInt(id.replace("-", "").slice(0, 12), 16)).toBe(time.getTime());
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuidv7(new Date(time.getTime() + 1)) > id).toBe(true);
});

test("ids made in one moment differ", () => {
  const now = new Date();
  expect(new Set(Array.from({ length: 10_000 }, () => uuidv7(now))).size).toBe(10_000);
});

test("ids of version 4 say so", () => {
  expect(uuidv4()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test.each([
  [uuidv4(), true],
  [uuidv7(), true],
  ["00000000-0000-0000-0000-000000000001", true],
  [uuidv4().toUpperCase(), false],
  [`${uuidv4()}\n`, false],
  [`{${uuidv4()}}`, false],
  ["", false],
])("isUuid(%j) is %j", (text, expected) => {
  expect(isUuid(text)).toBe(expected);
});
