import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** Somebody who subscribed to webhooks and writes down what arrives. */
export interface Receiver {
  readonly url: string;
  /** The events about the person with this address, sorted: their order is not promised. */
  eventsOf(address: string): readonly string[];
  stop(): Promise<void>;
}

interface Call {
  readonly event: string;
  readonly data: { readonly emails?: readonly { readonly address: string }[] };
}

/** Starts a receiver that takes every call. */
export async function startReceiver(): Promise<Receiver> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    // The server of these tests made it; that its signature is right is tested where it is made.
    const { event, token } = (await json(request)) as { event: string; token: string };
    const [, claims = ""] = token.split(".");
    calls.push({ event, data: JSON.parse(Buffer.from(claims, "base64url").toString()).data });
    response.end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    // A server that listens has an address with a port.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    eventsOf: (address) =>
      calls
        .filter(({ data }) => data.emails?.some((email) => email.address === address))
        .map(({ event }) => event)
        .sort(),
    async stop() {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}
