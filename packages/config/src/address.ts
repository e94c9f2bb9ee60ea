import { isIPv6 } from "node:net";
import { fault, type Reading, read } from "./reading.ts";

/** Where a listener is bound. An empty host means every address of the machine. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Reads `host:port`, `:port` or `[::1]:port`. */
export function readAddress(text: string): Reading<Address> {
  if (text.trim() === "") return fault("must not be empty; write an address such as :8000 or 127.0.0.1:8000");
  const [, six, plain = "", port = ""] = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(text.trim()) ?? [];
  const bad = port === "" || Number(port) > 65535 || /[\s/]/.test(plain) || (six !== undefined && !isIPv6(six));
  if (bad) return fault(`"${text}" is not an address; write host:port or :port, such as 127.0.0.1:8000`);
  return read({ host: six ?? plain, port: Number(port) });
}

/** Reads a port given as text. Empty is 0: whether that is allowed depends on other keys. */
export function readPort(text: string): Reading<number> {
  if (text.trim() === "") return read(0);
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? read(port) : fault(`"${text}" is not a port; write a number from 1 to 65535`);
}
