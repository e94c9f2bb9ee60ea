import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** Whether a port of the loopback address can be listened on; 0 asks for any. Resolves to the port, if so. */
async function tryPort(port: number): Promise<number | undefined> {
  const server = createServer();
  const listening = once(server, "listening").then(
    () => true,
    () => false,
  );
  server.listen(port, "127.0.0.1");
  if (!(await listening)) return undefined;
  // A TCP server's address is an object; only pipes have a string.
  const { port: found } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return found;
}

/** The wanted port, which must be free; else the remembered one if it is free; else a new one. */
export async function choosePort(wanted: number | undefined, remembered: number | undefined): Promise<number> {
  if (wanted) {
    if (await tryPort(wanted)) return wanted;
    throw new Error(
      `port ${wanted}, meant for the embedded PostgreSQL, is in use: stop what uses it or choose another`,
    );
  }
  const port = (remembered && (await tryPort(remembered))) || (await tryPort(0));
  if (port) return port;
  throw new Error("no free port for the embedded PostgreSQL on 127.0.0.1");
}
