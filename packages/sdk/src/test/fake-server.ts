import { createServer, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

/** A request as it came over the wire. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A server that does what a test tells it, and remembers what it was asked. */
export interface FakeServer {
  readonly url: string;
  readonly received: readonly Received[];
}

/** Answers every request as the test says; ends with the test. */
export async function fakeServer(answer: (response: ServerResponse, request: Received) => void): Promise<FakeServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const now = { method, path: url, headers, body: Buffer.concat(parts).toString("utf8") };
      received.push(now);
      answer(response, now);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("a listener without a port");
  return { url: `http://127.0.0.1:${address.port}`, received };
}

/** A server with one answer. */
export function answering(status: number, body?: unknown): Promise<FakeServer> {
  return fakeServer((response) => {
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
    response.end(typeof body === "string" || body === undefined ? body : JSON.stringify(body));
  });
}

/** What a call that must fail fails with. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => {
      throw new Error("the call succeeded");
    },
    (error: unknown) => error,
  );
}
