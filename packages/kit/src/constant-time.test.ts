import { expect, test } from "vitest";
import { isSameBytes, isSameText } from "./constant-time.ts";

test.each([
  ["secret", "secret", true],
  ["secret", "secreT", false],
  ["secret", "secret and more", false],
  ["", "secret", false],
  ["", "", true],
])("%j and %j are the same: %s", (given, expected, same) => {
  expect(isSameText(given, expected)).toBe(same);
  expect(isSameBytes(Buffer.from(given), Buffer.from(expected))).toBe(same);
});
