import type { Running, UnitDeps } from "@signet/kit";
import type { FastifyInstance } from "fastify";
import { adminGuard, guarded, guardNotes } from "./access/admin.ts";
import { createKeeper, type Keeper } from "./access/keeper.ts";
import { createApp } from "./http/app.ts";
import { listen } from "./http/listen.ts";
import { createMetrics, type Metrics } from "./http/metrics.ts";
import type { Route } from "./http/route.ts";
import { singleTenant } from "./http/tenant.ts";
import { type Neighbours, neighboursOf } from "./neighbours.ts";
import type { About } from "./openapi/document.ts";
import { adminUserRoutes } from "./routes/admin-users.ts";
import { classicRoutes } from "./routes/classic.ts";
import { flowRoutes } from "./routes/flow.ts";
import { jwksRoutes } from "./routes/jwks.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import { openApiPageRoutes, openApiRoutes } from "./routes/openapi.ts";
import { sessionRoutes } from "./routes/session.ts";
import { statusRoutes } from "./routes/status.ts";
import { openRpcDoor } from "./rpc/door.ts";

/** The doors of the gateway, each with an address of its own. */
export type ListenerName = "public" | "admin";

/** What to open: doors, and the one for typed calls of back ends, if the configuration gives it an address. */
export type DoorName = ListenerName | "rpc";

/** What routes are made from. */
export interface World {
  readonly deps: UnitDeps;
  readonly neighbours: Neighbours;
  readonly metrics: Metrics;
  readonly keeper: Keeper;
}

/** Connects and begins to count; shared by all doors. */
export function createWorld(deps: UnitDeps): World {
  const neighbours = neighboursOf(deps.peers);
  const metrics = createMetrics(() => deps.db.statements());
  return { deps, neighbours, metrics, keeper: createKeeper(neighbours.apiKeys) };
}

/** The families of routes behind each door: a further family is a further line. */
const families: Readonly<Record<ListenerName, (world: World) => readonly Route[]>> = {
  public: ({ deps, neighbours }) => [
    ...statusRoutes({ ready: deps.ready, database: () => deps.db.ping() }),
    ...jwksRoutes(neighbours, deps),
    ...sessionRoutes(neighbours),
    ...flowRoutes(neighbours),
    ...(deps.config.server.public.classic ? classicRoutes(neighbours) : []),
  ],
  admin: ({ deps, neighbours, metrics, keeper }) => [
    ...statusRoutes({ ready: deps.ready, database: () => deps.db.ping() }),
    ...metricsRoutes(metrics),
    ...guarded(adminUserRoutes(neighbours), deps.config.server.admin, keeper),
  ],
};

const about: Readonly<Record<ListenerName, About>> = {
  public: {
    title: "Signet public API",
    description: "Sign-up, sign-in, profile and sessions, for pages and back ends.",
  },
  admin: { title: "Signet admin API", description: "Users, webhooks and the audit log, for programs of the operator." },
};

/** Everything behind a door: its families of routes, and what describes them. */
export function routesOf(name: ListenerName, world: World): readonly Route[] {
  const routes = families[name](world);
  const page = name === "admin" ? openApiPageRoutes(about[name], routes) : [];
  return [...routes, ...openApiRoutes(about[name], routes), ...page];
}

/** Builds the HTTP side of a door, still closed. */
export function createListener(name: ListenerName, world: World): FastifyInstance {
  const { config, settings, log } = world.deps;
  return createApp({
    name,
    routes: routesOf(name, world),
    // Operators' programs are no pages.
    cors: name === "public",
    config,
    settings,
    tenantOf: singleTenant,
    log,
    metrics: world.metrics,
  });
}

/** Opens doors; if one cannot be opened, none stays open. */
export async function openDoors(names: readonly DoorName[], deps: UnitDeps): Promise<Running> {
  const world = createWorld(deps);
  const open: Running[] = [];
  const stop = async () => {
    await Promise.all(open.map((running) => running.stop()));
  };
  try {
    for (const name of names) {
      const running = await openDoor(name, world);
      if (running) open.push(running);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

async function openDoor(name: DoorName, world: World): Promise<Running | undefined> {
  const { config, log } = world.deps;
  if (name === "rpc") {
    const { address } = config.server.rpc;
    const door = address && (await openRpcDoor(address, world.deps, world.keeper));
    if (door) log.info({ url: door.url }, "RPC for back ends listens and asks for API keys");
    return door;
  }
  const { address } = config.server[name];
  const listening = await listen(createListener(name, world), address, `server.${name}.address`);
  log.info({ url: listening.url }, `${name} API listens`);
  if (name === "admin") log.info(`admin API ${guardNotes[adminGuard(config.server.admin)]}`);
  return listening;
}
