import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import type { DescService } from "@bufbuild/protobuf";
import { type ConnectRouter, createContextValues, type Interceptor } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { Health } from "@signet/proto/grpc/health/v1/health";
import type { Composed } from "./compose.ts";
import { healthRoutes } from "./health.ts";
import { certificateKey, onCertificate, onNetwork } from "./interceptors.ts";
import { listenProblem, urlHost } from "./listening.ts";
import type { Logger } from "./log.ts";
import { createPolyglotServer } from "./polyglot-server.ts";
import { reflectionRoutes } from "./reflection.ts";
import type { TlsMaterial } from "./tls.ts";
import type { Running } from "./unit.ts";

/** What any listener for typed calls needs. */
export interface TypedListenerOptions {
  readonly address: { readonly host: string; readonly port: number };
  /** The configuration key of the address, to name when it cannot be had. */
  readonly addressKey: string;
  readonly routes: (router: ConnectRouter) => void;
  /** The services that the routes serve. */
  readonly services: readonly DescService[];
  /** What every call passes, the check of its caller first. Health is asked for without a key. */
  readonly interceptors: readonly Interceptor[];
  readonly ready: () => Promise<void>;
  readonly tls?: TlsMaterial;
  readonly log: Logger;
}

/** What the listener for other units needs. */
export interface RpcListenerOptions extends Pick<TypedListenerOptions, "address" | "ready" | "tls" | "log"> {
  readonly composed: Pick<Composed, "routes" | "onServe" | "services">;
  /** What callers must show unless both sides show certificates. At least 32 bytes. */
  readonly internalKey: string;
}

/** The open listener. */
export interface RpcListener extends Running {
  readonly url: string;
}

const MIN_KEY_BYTES = 32;
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
const GRACE_MS = 10_000;

/** Serves the units of this process to other processes. Never open: refuses to start without a key or mutual TLS. */
export async function openRpcListener(options: RpcListenerOptions): Promise<RpcListener> {
  const { composed, internalKey: _, ...rest } = options;
  const { routes, services, onServe } = composed;
  const interceptors = [gate(options), ...onServe];
  return openTypedListener({ ...rest, addressKey: "rpc.address", routes, services, interceptors });
}

/** Whether a service is open to whoever asks. */
export function isOpenService(service: string): boolean {
  return service === Health.typeName;
}

/** gRPC, gRPC-Web and Connect on one port, with health for orchestrators and reflection for tools. */
export async function openTypedListener(options: TypedListenerOptions): Promise<RpcListener> {
  const { address, services, tls, log } = options;
  const stopping = new AbortController();
  const names = services.map(({ typeName }) => typeName);
  const adapter = connectNodeAdapter({
    routes(router) {
      options.routes(router);
      healthRoutes({ services: names, ready: options.ready, stopping: stopping.signal })(router);
      reflectionRoutes([...services, Health])(router);
    },
    interceptors: [...options.interceptors],
    contextValues: (request) => createContextValues().set(certificateKey, namesOf(request.socket)),
    readMaxBytes: MAX_MESSAGE_BYTES,
  });
  const { server, stop } = createPolyglotServer(refusingNonsense(adapter, log), tls);

  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(listenProblem(options.addressKey, address, error)));
    server.listen({ host: address.host || undefined, port: address.port }, resolve);
  });
  server.on("error", (error) => log.error({ err: error }, `the listener at ${options.addressKey} failed`));

  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? "https" : "http"}://${urlHost(address.host)}:${port}`,
    async stop() {
      stopping.abort();
      await stop(GRACE_MS);
    },
  };
}

function gate({ internalKey, tls }: RpcListenerOptions): Interceptor {
  if (tls?.ca !== undefined) return onCertificate(isOpenService);
  if (Buffer.byteLength(internalKey) < MIN_KEY_BYTES) {
    throw new Error(
      `rpc.internal_key must have at least ${MIN_KEY_BYTES} bytes; make one with: openssl rand -base64 48`,
    );
  }
  return onNetwork(internalKey, isOpenService);
}

/** The adapter throws at requests whose host makes no URL; here they get an answer. */
function refusingNonsense(adapter: ReturnType<typeof connectNodeAdapter>, log: Logger): RequestListener {
  return (request: IncomingMessage, response: ServerResponse) => {
    try {
      adapter(request, response);
    } catch (error) {
      log.debug({ err: error }, "a request was not understood");
      response.writeHead(400).end();
    }
  };
}

/** The names that a client proved by its certificate; none in clear text. */
function namesOf(socket: unknown): readonly string[] {
  // HTTP/2 requests have a proxy for a socket, so asking beats testing for a class.
  const { authorized, getPeerCertificate } = socket as Partial<TLSSocket>;
  if (!authorized || !getPeerCertificate) return [];
  const { subject, subjectaltname = "" } = getPeerCertificate.call(socket);
  const dnsNames = [...subjectaltname.matchAll(/DNS:([^,\s]+)/g)].flatMap(([, name]) => name ?? []);
  return dnsNames.length > 0 ? dnsNames : [subject.CN ?? []].flat();
}
