import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import type { ApplicationSettings } from "@signet/config";
import { expect, test } from "vitest";
import { addressReader } from "./client-address.ts";

type Extractor = ApplicationSettings["server"]["ip"]["extractor"];

function addressOf(extractor: Extractor, peer: string, headers: Record<string, string> = {}): string {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: peer });
  const request = new IncomingMessage(socket);
  Object.assign(request.headers, headers);
  return addressReader({ extractor, trusted_proxies: ["198.51.100.0/24", "2001:db8:1::/48"] })(request);
}

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8::1", "2001:db8::1"],
  ["fe80::1%eth0", "fe80::1"],
])("direct: a connection from %s is from %s, whatever headers say", (peer, address) => {
  expect(addressOf("direct", peer, { "x-forwarded-for": "1.2.3.4", "x-real-ip": "1.2.3.4" })).toBe(address);
});

test.each([
  ["198.51.100.1", "203.0.113.7", "203.0.113.7"],
  ["198.51.100.1", "1.2.3.4, 203.0.113.7", "203.0.113.7"],
  ["198.51.100.1", "203.0.113.7, 198.51.100.9", "203.0.113.7"],
  ["10.0.0.1", "203.0.113.7,192.168.1.1 , 127.0.0.1", "203.0.113.7"],
  ["198.51.100.1", "10.1.1.1, 10.2.2.2", "10.1.1.1"],
  ["203.0.113.9", "1.2.3.4", "203.0.113.9"],
  ["198.51.100.1", "nonsense", "198.51.100.1"],
  ["198.51.100.1", "203.0.113.7, nonsense, 10.0.0.1", "198.51.100.1"],
  ["198.51.100.1", "203.0.113.7:4711", "198.51.100.1"],
  ["198.51.100.1", "[2001:db8::7]", "2001:db8::7"],
  ["2001:db8:1::5", "2001:0DB8:0000::0007", "2001:db8::7"],
  ["::ffff:198.51.100.1", "::ffff:203.0.113.7", "203.0.113.7"],
  ["198.51.100.1", "::FFFF:CB00:7107", "203.0.113.7"],
  ["198.51.100.1", "", "198.51.100.1"],
])("x_forwarded_for: %s with %j is %s", (peer, chain, address) => {
  expect(addressOf("x_forwarded_for", peer, { "x-forwarded-for": chain })).toBe(address);
});

test.each([
  ["198.51.100.1", "203.0.113.7", "203.0.113.7"],
  ["203.0.113.9", "1.2.3.4", "203.0.113.9"],
  ["198.51.100.1", "nonsense", "198.51.100.1"],
  ["198.51.100.1", "", "198.51.100.1"],
])("x_real_ip: %s with %j is %s", (peer, claimed, address) => {
  expect(addressOf("x_real_ip", peer, { "x-real-ip": claimed })).toBe(address);
});
