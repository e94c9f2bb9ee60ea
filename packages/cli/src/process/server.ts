import { type Config, tenantSettings } from "@signet/config";
import type { Database } from "@signet/db";
import {
  type Bus,
  type Composed,
  compose,
  createLocalBus,
  type Logger,
  openRpcListener,
  type RpcListener,
  type Running,
  type Unit,
} from "@signet/kit";
import { mayCall } from "../units.ts";
import { internalKeyOf, secretsOf, tlsOf } from "./secrets.ts";

/** What a serving process is made of. */
export interface ServerOptions {
  readonly config: Config;
  readonly db: Database;
  readonly units: readonly Unit[];
  /** Names of the units that run here. */
  readonly here: ReadonlySet<string>;
  readonly log: Logger;
}

/** A process that serves, and where its typed calls arrive. */
export interface Server extends Running {
  readonly rpcUrl?: string;
}

/** Composes the units, opens their listeners and starts their work. Stopping undoes it in the other order. */
export async function startServer({ config, db, units, here, log }: ServerOptions): Promise<Server> {
  const isWhole = units.every(({ name }) => here.has(name));
  const internalKey = internalKeyOf(config);
  const tls = tlsOf(config);
  const settings = tenantSettings(config);
  const bus = await openBus(config, isWhole, log);
  const ready = async () => {
    await Promise.all([db.ping(), bus.ping()]);
  };
  const opened: Running[] = [{ stop: () => bus.close() }];
  const stop = async () => {
    for (const running of opened.splice(0).reverse()) await running.stop();
  };
  try {
    const composed = compose({
      units,
      here,
      urlOf: (name) => urlOf(config, name),
      mayCall,
      ...(internalKey !== undefined && { internalKey }),
      ...(tls && { tls }),
      bus,
      deps: { db, config, settings: () => settings, secrets: secretsOf(config), now: () => new Date(), log, ready },
    });
    const guard = { internalKey: internalKey ?? "", ...(tls && { tls }) };
    const rpc = needsRpc(config, composed, isWhole)
      ? await openRpc(config, { composed, ready, log, ...guard })
      : undefined;
    opened.push(await composed.start());
    if (rpc) opened.push(rpc);
    return { stop, ...(rpc && { rpcUrl: rpc.url }) };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openBus({ bus }: Config, isWhole: boolean, log: Logger): Promise<Bus> {
  if (bus.nats_url !== "") {
    // Loaded when needed: most processes on a laptop have no broker.
    const { createNatsBus } = await import("@signet/kit/nats");
    return createNatsBus(bus.nats_url, { namespace: bus.namespace, log });
  }
  if (isWhole) return createLocalBus();
  throw new Error("units that run apart need NATS between them: set bus.nats_url (BUS_NATS_URL)");
}

function urlOf({ units }: Config, name: string): string {
  // Every unit but the gateway, which nobody calls, has a section of this shape.
  const url = (units as Readonly<Record<string, { readonly url: string } | undefined>>)[name]?.url ?? "";
  if (url !== "") return url;
  throw new Error(`${name} does not run here: say where with units.${name}.url (UNITS_${name.toUpperCase()}_URL)`);
}

/** Units that run apart need the listener; a whole server opens it for customers' back ends once there is a guard. */
function needsRpc({ rpc, development }: Config, { services }: Composed, isWhole: boolean): boolean {
  if (rpc.address === undefined || services.length === 0) return false;
  return !isWhole || development || rpc.internal_key !== "" || rpc.tls.ca_file !== "";
}

function openRpc(
  { rpc }: Config,
  options: Omit<Parameters<typeof openRpcListener>[0], "address">,
): Promise<RpcListener> {
  // needsRpc() saw an address.
  const address = rpc.address as NonNullable<typeof rpc.address>;
  if (options.internalKey === "" && options.tls?.ca === undefined) {
    throw new Error(
      "units that run apart need rpc.internal_key (RPC_INTERNAL_KEY), the same for all; make one with: openssl rand -base64 48",
    );
  }
  return openRpcListener({ address, ...options });
}
