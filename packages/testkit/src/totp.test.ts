import { expect, test } from "vitest";
import { totp } from "./totp.ts";

// The secret and the moments of RFC 6238, appendix B; its eight digits cut to the last six.
const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

test.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_234_567_890, "005924"],
  [20_000_000_000, "353130"],
])("at second %i the code is that of RFC 6238", (second, code) => {
  expect(totp(secret, { at: new Date(second * 1000) })).toBe(code);
});

test("an offset moves by whole steps", () => {
  expect(totp(secret, { at: new Date(89_000), offset: -1 })).toBe(totp(secret, { at: new Date(59_000) }));
});

test("a secret may be written in lower case, in groups and with padding", () => {
  const at = new Date(59_000);
  expect(totp("gezd gnbv gy3t qojq gezd gnbv gy3t qojq ====", { at })).toBe(totp(secret, { at }));
});

test("a secret that is not base32 is refused", () => {
  expect(() => totp("018!")).toThrow("base32");
});
