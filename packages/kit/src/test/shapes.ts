import type { DescService } from "@bufbuild/protobuf";
import type { Client } from "@connectrpc/connect";
import { loadConfig } from "@signet/config";
import { testSettings } from "@signet/config/test";
import type { Database } from "@signet/db";
import { type Composed, compose } from "../compose.ts";
import type { Bus } from "../events.ts";
import type { CallTable } from "../interceptors.ts";
import { type Logger, silentLog } from "../log.ts";
import { openRpcListener } from "../rpc-listener.ts";
import { createSecrets } from "../secrets.ts";
import type { TlsMaterial } from "../tls.ts";
import type { Running, Unit } from "../unit.ts";

/** All units in one process, or each as if it had a process of its own, behind an RPC listener. */
export type Shape = "one process" | "processes";

/** How to run units for a test. */
export interface ShapeOptions {
  readonly units: readonly Unit[];
  readonly shape: Shape;
  readonly mayCall: CallTable;
  readonly db: Database;
  /** Makes a bus: one for all units in one process, one per unit otherwise. */
  readonly bus: () => Bus;
  readonly now?: () => Date;
  readonly log?: Logger;
  readonly internalKey?: string;
  readonly tls?: (unit: string) => TlsMaterial;
}

/** Units that run, relays and listeners included. */
export interface RunningUnits extends Running {
  client<S extends DescService>(service: S, caller: string): Client<S>;
  /** Where a unit listens; empty in one process. */
  urlOf(unit: string): string;
}

/** The key that the listeners of a test ask for. */
export const testKey = "a key that only tests know, long enough";

/** Starts units in a shape, with everything that runs in production: listeners, relays, background work. */
export async function startUnits(options: ShapeOptions): Promise<RunningUnits> {
  const { units, shape, log = silentLog, internalKey = testKey } = options;
  const urls = new Map<string, string>();
  const started: Running[] = [];
  const buses: Bus[] = [];

  const composed = (here: readonly Unit[], bus: Bus, tls?: TlsMaterial): Composed =>
    compose({
      units,
      here: new Set(here.map(({ name }) => name)),
      urlOf: (name) => urls.get(name) ?? "http://nowhere.invalid",
      mayCall: options.mayCall,
      internalKey,
      bus,
      ...(tls && { tls }),
      deps: {
        db: options.db,
        config: { ...loadConfig({ env: { DEVELOPMENT: "true" } }).config, ...testSettings() },
        settings: () => testSettings(),
        secrets: createSecrets([testKey]),
        now: options.now ?? (() => new Date()),
        log,
        ready: () => options.db.ping(),
      },
    });
  const newBus = () => {
    const bus = options.bus();
    buses.push(bus);
    return bus;
  };

  async function startAlone(unit: Unit): Promise<void> {
    const tls = options.tls?.(unit.name);
    const alone = composed([unit], newBus(), tls);
    const address = { host: "127.0.0.1", port: 0 };
    const ready = () => options.db.ping();
    const listener = await openRpcListener({ address, composed: alone, ready, internalKey, ...(tls && { tls }), log });
    urls.set(unit.name, listener.url.replace("127.0.0.1", tls ? "localhost" : "127.0.0.1"));
    started.push(listener, await alone.start());
  }

  let outside: Composed;
  if (shape === "one process") {
    outside = composed(units, newBus());
    started.push(await outside.start());
  } else {
    for (const unit of units) await startAlone(unit);
    outside = composed([], newBus(), options.tls?.("gateway"));
    started.push(await outside.start());
  }

  return {
    client: (service, caller) => outside.peersOf(caller).client(service),
    urlOf: (unit) => urls.get(unit) ?? "",
    async stop() {
      for (const running of started.reverse()) await running.stop();
      for (const bus of buses) await bus.close();
    },
  };
}
