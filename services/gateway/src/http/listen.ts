import type { Socket } from "node:net";
import type { Address } from "@signet/config";
import { listenProblem, urlHost } from "@signet/kit";
import type { FastifyInstance } from "fastify";

/** A listener that is open. */
export interface Listening {
  /** Where it can be reached, such as http://localhost:8000. */
  readonly url: string;
  /** Takes nothing new, lets what was begun finish, and closes. */
  stop(): Promise<void>;
}

const FINISH_WITHIN_MS = 10_000;
const SWEEP_MS = 100;

/** Opens a listener. Fails with one line that names the address and the key that changes it. */
export async function listen(app: FastifyInstance, { host, port }: Address, key: string): Promise<Listening> {
  const sockets = new Set<Socket>();
  app.server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  try {
    await bind(app, host, port);
  } catch (error) {
    await app.close();
    throw listenProblem(key, { host, port }, error);
  }
  const address = app.server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  return { url: `http://${urlHost(host)}:${bound}`, stop: () => stop(app, sockets) };
}

async function bind(app: FastifyInstance, host: string, port: number): Promise<void> {
  if (host !== "") {
    await app.listen({ host, port });
    return;
  }
  try {
    // Every address: an IPv6 socket takes IPv4 as well.
    await app.listen({ host: "::", port });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EAFNOSUPPORT" && code !== "EADDRNOTAVAIL") throw error;
    await app.listen({ host: "0.0.0.0", port });
  }
}

async function stop(app: FastifyInstance, sockets: ReadonlySet<Socket>): Promise<void> {
  // Node closes idle connections once: not those whose answer was ending just then, and not those that a browser keeps
  // ready, which count as busy with their first request.
  const sweep = setInterval(() => {
    app.server.closeIdleConnections();
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  }, SWEEP_MS);
  const timer = setTimeout(() => app.server.closeAllConnections(), FINISH_WITHIN_MS);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
    clearInterval(sweep);
  }
}
