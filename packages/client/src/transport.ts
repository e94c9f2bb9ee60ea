import type { Interceptor, Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { lastingSessionManager } from "./http2-session.ts";

/** How messages travel. All three say the same; proxies and tools differ in which they let through. */
export type Protocol = "connect" | "grpc" | "grpc-web";

/** Where the server is, and what it is shown. */
export interface TransportOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly tenantId?: string;
  readonly protocol?: Protocol;
}

/** A connection to a server, opened by the first call. */
export interface Connection {
  readonly transport: Transport;
  /** Ends the connection; calls that wait for an answer fail. */
  close(): void;
}

/** Connects over HTTP/2, with the API key and the tenant on every call. */
export function connectTo({ baseUrl, apiKey, tenantId, protocol = "connect" }: TransportOptions): Connection {
  const sessionManager = lastingSessionManager(baseUrl);
  const common = { baseUrl, sessionManager, interceptors: [credentials(apiKey, tenantId)] };
  const transports = {
    connect: () => createConnectTransport({ ...common, httpVersion: "2" }),
    grpc: () => createGrpcTransport(common),
    "grpc-web": () => createGrpcWebTransport({ ...common, httpVersion: "2" }),
  } satisfies Record<Protocol, () => Transport>;
  return { transport: transports[protocol](), close: () => sessionManager.abort() };
}

function credentials(apiKey: string, tenantId: string | undefined): Interceptor {
  return (next) => (request) => {
    request.header.set("authorization", `Bearer ${apiKey}`);
    if (tenantId !== undefined) request.header.set("signet-tenant", tenantId);
    return next(request);
  };
}
