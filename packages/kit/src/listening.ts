const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program listens there; stop it, or choose another address",
  EACCES: "this user may not; ports below 1024 need the privilege, so choose a higher one",
  EADDRNOTAVAIL: "this machine has no such address",
  ENOTFOUND: "the host name is unknown",
};

/** One line for a listener that cannot be opened: the key that says where, the address, and what to do. */
export function listenProblem(
  key: string,
  { host, port }: { readonly host: string; readonly port: number },
  error: unknown,
): Error {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return new Error(`${key}: cannot listen at ${bracketed(host)}:${port}: ${reasons[code] ?? code}`, { cause: error });
}

/** The host of a URL for people on this machine; a listener on every address is met at localhost. */
export function urlHost(host: string): string {
  return host === "" || host === "0.0.0.0" || host === "::" ? "localhost" : bracketed(host);
}

/** IPv6 addresses stand in brackets before a port (RFC 3986 section 3.2.2). */
function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
