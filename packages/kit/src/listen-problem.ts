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
  const shown = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  return new Error(`${key}: cannot listen at ${shown}: ${reasons[code] ?? code}`, { cause: error });
}
