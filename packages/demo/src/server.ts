import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance } from "fastify";

/** Where a server for people on this machine listens. */
export interface Listen {
  /** Names this machine alone unless it is set otherwise. */
  readonly host?: string | undefined;
  /** 0 takes any free port. */
  readonly port: number;
}

/** Whatever takes a line about a request that failed; a pino logger fits. */
export interface Log {
  error(details: object, message: string): void;
}

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** A server with the headers that keep its pages to themselves; every page sets its own content policy. */
export function createServer({
  host = "localhost",
  log,
}: {
  host?: string | undefined;
  log?: Log | undefined;
}): FastifyInstance {
  const server = Fastify({ bodyLimit: 1024, forceCloseConnections: true });
  const local = loopback.has(host) || host === "::1";

  server.addHook("onRequest", async (request, reply) => {
    reply.headers({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    // A foreign name that resolves to this machine is DNS rebinding: another site reading along.
    if (local && !loopback.has(hostOf(request.headers.host))) {
      return reply.code(421).type("text/plain").send("This server answers only to localhost.\n");
    }
  });
  server.setNotFoundHandler((_request, reply) => reply.code(404).type("text/plain").send("There is no such page.\n"));
  server.setErrorHandler((error, request, reply) => {
    const status = statusOf(error);
    if (status >= 500) log?.error({ err: error, url: request.url }, "request failed");
    return reply
      .code(status)
      .type("text/plain")
      .send(status >= 500 ? "Something went wrong.\n" : "Bad request.\n");
  });
  return server;
}

/** Listens, and returns the URL for people: with the name `localhost`, to which passkeys are bound. */
export async function listen(server: FastifyInstance, { host = "localhost", port }: Listen): Promise<string> {
  await server.listen({ host, port });
  // A server that listens has an address with a port.
  const actual = (server.server.address() as AddressInfo).port;
  return `http://localhost:${actual}`;
}

function hostOf(header: string | undefined): string {
  return (header ?? "").replace(/:\d+$/, "").toLowerCase();
}

function statusOf(error: unknown): number {
  const status = typeof error === "object" && error !== null && "statusCode" in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500 ? status : 500;
}
