import { expect, test } from "vitest";
import { maskEmail, maskUsername } from "./mask.ts";

test.each([
  ["ab@x.org", "a*****@x.org"],
  ["samantha@x.org", "sam*****@x.org"],
  ["sixsix@x.org", "s*****@x.org"],
  ["sevenxx@x.org", "sev****@x.org"],
  ["@x.org", "******@x.org"],
  ["a@b@x.org", "a*****@x.org"],
  ["", ""],
])("the address %s is shown as %s", (address, shown) => {
  expect(maskEmail(address)).toBe(shown);
});

test.each([
  ["a", "*"],
  ["ab", "a****b"],
  ["abc", "a****c"],
  ["abcd", "a**d"],
  ["samantha", "s******a"],
  ["", ""],
])("the username %s is shown as %s", (username, shown) => {
  expect(maskUsername(username)).toBe(shown);
});
