import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import type { Config } from "@signet/config";
import { urlHost } from "@signet/kit";
import { Health, HealthCheckResponse_ServingStatus as Status } from "@signet/proto/grpc/health/v1/health";
import { type ConfigInput, configure } from "./configuration.ts";
import { tlsOf } from "./secrets.ts";

/** The listeners of a server that can be asked. */
export type ListenerName = "public" | "admin" | "rpc";

type Address = Config["server"]["public"]["address"];

const TIMEOUT_MS = 5_000;

/** Whether a listener is ready, and where it was asked. */
export interface Readiness {
  readonly ready: boolean;
  readonly url: string;
}

/** Asks the listener of this configuration whether it is ready. */
export async function isReady(name: ListenerName, input: ConfigInput): Promise<Readiness> {
  const { config } = configure(input, { ownSecrets: false });
  return name === "rpc" ? rpcIsReady(config) : httpIsReady(config.server[name].address);
}

async function httpIsReady(address: Address): Promise<Readiness> {
  const url = `http://${hostAndPort(address)}`;
  const ready = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
    ({ ok }) => ok,
    () => false,
  );
  return { ready, url };
}

/** With this process's certificate, if it has one. */
async function rpcIsReady(config: Config): Promise<Readiness> {
  const { address } = config.rpc;
  if (!address) throw new Error("rpc.address is empty: there is no RPC listener to ask");
  const tls = tlsOf(config);
  const url = `${tls ? "https" : "http"}://${hostAndPort(address)}`;
  const transport = createGrpcTransport({
    baseUrl: url,
    // The certificate names the unit and perhaps not this address; it is our own process that is asked.
    ...(tls && { nodeOptions: { ...tls, checkServerIdentity: () => undefined } }),
  });
  const ready = await createClient(Health, transport)
    .check({}, { timeoutMs: TIMEOUT_MS })
    .then(
      ({ status }) => status === Status.SERVING,
      () => false,
    );
  return { ready, url };
}

function hostAndPort({ host, port }: Address): string {
  return `${urlHost(host)}:${port}`;
}
