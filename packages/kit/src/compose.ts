import { setMaxListeners } from "node:events";
import type { DescService } from "@bufbuild/protobuf";
import { type ConnectRouter, createClient, type Interceptor, type Transport } from "@connectrpc/connect";
import { type BalancedTransport, createBalancedTransport } from "./balanced-transport.ts";
import type { Bus } from "./events.ts";
import { type CallTable, onCall, onFailure, onServe } from "./interceptors.ts";
import { type Leftovers, removeLeftovers } from "./leftovers.ts";
import type { Logger } from "./log.ts";
import { createMemoryTransport, type Hand } from "./memory-transport.ts";
import { outboxTable } from "./outbox-table.ts";
import { createRelay, type Relay } from "./relay.ts";
import { repeat } from "./repeat.ts";
import type { TlsMaterial } from "./tls.ts";
import type { BuiltUnit, Peers, Running, Unit, UnitDeps } from "./unit.ts";

/** What compose needs besides the units. */
export interface Composition {
  readonly units: readonly Unit[];
  /** Names of the units that run in this process. */
  readonly here: ReadonlySet<string>;
  /** Where a unit that is not here listens. */
  readonly urlOf: (name: string) => string;
  readonly mayCall: CallTable;
  /** Sent with calls over the network. */
  readonly internalKey?: string;
  /** Shown to units that are called over TLS. */
  readonly tls?: TlsMaterial;
  readonly bus: Bus;
  /** What messages between units of one process go through: tests freeze them. */
  readonly hand?: Hand;
  readonly deps: Omit<UnitDeps, "peers">;
}

/** The units of this process, connected. */
export interface Composed {
  /** For a listener or a test: a client of any unit, as `caller`. */
  peersOf(caller: string): Peers;
  /** Routes of all units here. */
  routes(router: ConnectRouter): void;
  /** Interceptors for a listener that serves the routes. */
  readonly onServe: readonly Interceptor[];
  /** The services served here. */
  readonly services: readonly DescService[];
  /** What the units here remove now and then while they run. */
  readonly leftovers: readonly Leftovers[];
  /** Subscribes, opens listeners, starts relays and background work. */
  start(): Promise<Running>;
}

/**
 * Builds the units named in `here` and connects each to the units before it: in memory if they are here too, over
 * HTTP/2 if they are not. The order of `units` is the order of dependency, so a cycle cannot be written.
 */
export function compose(composition: Composition): Composed {
  const { units, here, deps } = composition;
  const owners = new Map(units.flatMap(({ name, services }) => services.map((s) => [s.typeName, name] as const)));
  const relays = new Map<string, Relay>();
  const serve = [
    onServe((service) => owners.get(service), composition.mayCall),
    pokeRelays(owners, relays),
    onFailure(deps.log),
  ];
  const built = new Map<string, BuiltUnit>();
  const remote: BalancedTransport[] = [];
  const declared = new Set<string>();

  const transportFor = (caller: string, callee: Unit): Transport => {
    const local = built.get(callee.name);
    if (!local) {
      const interceptors = [onCall(caller, composition.internalKey)];
      const transport = createBalancedTransport({
        baseUrl: composition.urlOf(callee.name),
        interceptors,
        ...(composition.tls && { tls: composition.tls }),
      });
      remote.push(transport);
      return transport;
    }
    return createMemoryTransport({
      routes: local.routes,
      caller,
      onServe: serve,
      hand: composition.hand,
    });
  };

  const peersOf = (caller: string): Peers => {
    const transports = new Map<Unit, Transport>();
    return {
      services: units.filter(({ name }) => declared.has(name)).flatMap(({ services }) => services),
      client(service) {
        const callee = units.find(({ name }) => declared.has(name) && owners.get(service.typeName) === name);
        if (!callee) throw new Error(`${service.typeName} is not declared before its caller ${caller}`);
        const transport = transports.get(callee) ?? transportFor(caller, callee);
        transports.set(callee, transport);
        return createClient(service, transport);
      },
    };
  };

  for (const unit of units) {
    if (here.has(unit.name)) {
      built.set(unit.name, unit.create({ ...deps, peers: peersOf(unit.name) }));
      if (unit.outbox) relays.set(unit.name, relayOf(unit, composition));
    }
    declared.add(unit.name);
  }

  return {
    peersOf,
    routes: (router) => {
      for (const unit of built.values()) unit.routes(router);
    },
    onServe: serve,
    services: units.filter(({ name }) => here.has(name)).flatMap(({ services }) => services),
    leftovers: [...built.values()].flatMap(({ leftovers = [] }) => leftovers),
    start: async () => {
      const running = await start(built, relays, composition.bus, deps.log);
      return {
        async stop() {
          await running.stop();
          for (const transport of remote) transport.close();
        },
      };
    },
  };
}

function relayOf(unit: Unit, { bus, deps }: Composition): Relay {
  const { db, now, log } = deps;
  return createRelay({ outbox: outboxTable(db, unit.name), bus, now, log });
}

/** After a call to a unit its outbox may have something to move. */
function pokeRelays(owners: ReadonlyMap<string, string>, relays: ReadonlyMap<string, Relay>): Interceptor {
  return (next) => async (request) => {
    const response = await next(request);
    relays.get(owners.get(request.service.typeName) ?? "")?.poke();
    return response;
  };
}

async function start(
  built: ReadonlyMap<string, BuiltUnit>,
  relays: ReadonlyMap<string, Relay>,
  bus: Bus,
  log: Logger,
): Promise<Running> {
  for (const [name, { listeners = [] }] of built) await bus.subscribe(name, listeners);

  const opened: Running[] = [];
  // Doors first, so that nothing new comes in.
  const close = () => Promise.all(opened.map((running) => running.stop()));
  try {
    for (const unit of built.values()) {
      const running = await unit.start?.();
      if (running) opened.push(running);
    }
  } catch (error) {
    await close();
    throw error;
  }

  // After the doors: whoever waits for the process to be ready need not wait for this.
  const stopping = new AbortController();
  // One listener for each piece of background work is no leak.
  setMaxListeners(0, stopping.signal);
  const background = [
    ...[...relays.values()].map((relay) => relay.run(stopping.signal)),
    ...[...built.values()].map((unit) => unit.run?.(stopping.signal)),
    ...[...built.values()].flatMap(({ leftovers = [] }) => leftovers.map((each) => tidy(each, stopping.signal, log))),
  ].map((work) => work?.catch((error) => log.error({ err: error }, "background work ended early")));

  return {
    async stop() {
      await close();
      stopping.abort();
      // What was begun is finished.
      await Promise.all(background);
    },
  };
}

const TIDY_EVERY_MS = 600_000;

function tidy(leftovers: Leftovers, signal: AbortSignal, log: Logger): Promise<void> {
  const work = () => removeLeftovers(leftovers, { signal });
  return repeat(work, { name: `removing ${leftovers.name}`, everyMs: TIDY_EVERY_MS, signal, log });
}
