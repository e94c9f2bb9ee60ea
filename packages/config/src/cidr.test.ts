import { expect, test } from "vitest";
import { cidrFault, networks } from "./cidr.ts";

test.each([
  ["10.20.0.0/16", "10.20.255.1", true],
  ["10.20.0.0/16", "10.21.0.1", false],
  ["10.20.30.40/16", "10.20.1.1", true],
  ["10.20.0.0/16", "::ffff:10.20.1.1", true],
  ["10.20.0.0/16", "fd00::1", false],
  ["fd00::/8", "fd12:3456::1", true],
  ["fd00::/8", "fe80::1", false],
  ["0.0.0.0/0", "8.8.8.8", true],
  ["192.0.2.7/32", "192.0.2.7", true],
  ["192.0.2.7/32", "192.0.2.8", false],
  ["10.0.0.0/8", "not an address", false],
])("%s and %s: %s", (cidr, address, inside) => {
  expect(networks([cidr])(address)).toBe(inside);
});

test("an address counts when any of the networks has it", () => {
  const trusted = networks(["10.0.0.0/8", "fd00::/8"]);
  expect([trusted("10.1.1.1"), trusted("fd00::1"), trusted("11.0.0.1")]).toEqual([true, true, false]);
});

test.each(["", "10.0.0.0", "10.0.0.0/33", "fd00::/129", "10.0.0/8", "10.0.0.0/-1", "fe80::1%eth0/64", "a/8"])(
  "%j is no network",
  (text) => {
    expect(cidrFault(text)).toContain("write a network");
  },
);

test("a single address is told how to be a network", () => {
  expect(cidrFault("192.0.2.7")).toContain("write 192.0.2.7/32");
});
