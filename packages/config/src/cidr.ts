import { BlockList, isIP } from "node:net";

interface Network {
  readonly address: string;
  readonly bits: number;
  readonly family: "ipv4" | "ipv6";
}

/** What is wrong with the text of a network, if anything. */
export function cidrFault(text: string): string | undefined {
  if (parseCidr(text)) return undefined;
  const single = isIP(text) ? `; for a single address write ${text}/${isIP(text) === 4 ? 32 : 128}` : "";
  return `invalid trusted proxy CIDR "${text}": write a network such as 10.20.0.0/16 or fd00::/8${single}`;
}

/** Reads `10.20.0.0/16` or `fd00::/8`. Bits beyond the prefix are ignored. */
export function parseCidr(text: string): Network | undefined {
  const [, address = "", digits = ""] = /^([^/%]+)\/(\d{1,3})$/.exec(text.trim()) ?? [];
  const version = isIP(address);
  const bits = Number(digits);
  if (version === 0 || bits > (version === 4 ? 32 : 128)) return undefined;
  return { address, bits, family: version === 4 ? "ipv4" : "ipv6" };
}

/** Whether an address lies in one of the networks. An IPv4 address counts the same when mapped into IPv6. */
export function networks(cidrs: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const network = parseCidr(cidr);
    if (!network) throw new Error(cidrFault(cidr));
    list.addSubnet(network.address, network.bits, network.family);
  }
  return (address) => {
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 4 ? "ipv4" : "ipv6");
  };
}
