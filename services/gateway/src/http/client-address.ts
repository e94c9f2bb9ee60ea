import type { IncomingMessage } from "node:http";
import { isIP, SocketAddress } from "node:net";
import { type ApplicationSettings, networks } from "@signet/config";

/** Tells from which network address a request came. */
export type AddressOf = (request: IncomingMessage) => string;

/** Proxies are trusted in these networks besides the configured ones: loopback, link-local and private addresses. */
const NEAR = [
  "127.0.0.0/8",
  "169.254.0.0/16",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "::1/128",
  "fe80::/10",
  "fc00::/7",
];

/** Chooses how to read the client's address (public-rest.md 3): of the connection, or of a header that proxies set. */
export function addressReader({ extractor, trusted_proxies }: ApplicationSettings["server"]["ip"]): AddressOf {
  if (extractor === "direct") return peerOf;

  const isTrusted = networks([...NEAR, ...trusted_proxies]);
  if (extractor === "x_real_ip") {
    return (request) => {
      const peer = peerOf(request);
      const claimed = isTrusted(peer) ? normalise(headerOf(request, "x-real-ip")) : undefined;
      return claimed ?? peer;
    };
  }
  return (request) => {
    const peer = peerOf(request);
    const chain = headerOf(request, "x-forwarded-for");
    return chain === "" ? peer : (furthest([...chain.split(","), peer], isTrusted) ?? peer);
  };
}

/** Walks from the nearest hop outwards to the first that is not ours. Beyond an entry that is no address nothing counts. */
function furthest(chain: readonly string[], isTrusted: (address: string) => boolean): string | undefined {
  let last: string | undefined;
  for (const entry of chain.toReversed()) {
    last = normalise(entry);
    if (last === undefined || !isTrusted(last)) return last;
  }
  return last;
}

function peerOf(request: IncomingMessage): string {
  return withoutDetours(request.socket.remoteAddress ?? "");
}

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(",") : (value ?? "");
}

/** One spelling per address, since limits are counted by it. */
function normalise(text: string): string | undefined {
  const address = text.trim().replace(/^\[|\]$/g, "");
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4
    ? address
    : withoutDetours(new SocketAddress({ address: plain(address), family: "ipv6" }).address);
}

/** An IPv4 address that came in through an IPv6 socket is that IPv4 address; the name of an interface is not ours to keep. */
function withoutDetours(address: string): string {
  return plain(address.startsWith("::ffff:") && address.includes(".") ? address.slice("::ffff:".length) : address);
}

function plain(address: string): string {
  const zone = address.indexOf("%");
  return zone === -1 ? address : address.slice(0, zone);
}
