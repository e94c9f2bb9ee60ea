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
import { adminRoutes } from "./routes/admin.ts";
import { rewriteFor } from "./routes/authentication/access.ts";
import { authenticationApiRoutes } from "./routes/authentication/routes.ts";
import { classicRoutes } from "./routes/classic.ts";
import { flowRoutes } from "./routes/flow.ts";
import { jwksRoutes } from "./routes/jwks.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import { openApiPageRoutes, openApiRoutes } from "./routes/openapi.ts";
import { relyingPartyAdminRoutes } from "./routes/passkeys/admin.ts";
import { tenantCors } from "./routes/passkeys/cors.ts";
import { passkeyManagementRoutes } from "./routes/passkeys/management.ts";
import { passkeyCeremonyRoutes } from "./routes/passkeys/routes.ts";
import { sessionRoutes } from "./routes/session.ts";
import { statusRoutes } from "./routes/status.ts";
import { openRpcDoor } from "./rpc/door.ts";

/** The doors of the gateway, each with an address of its own. */
export type ListenerName = "public" | "admin" | OwnDoor;

/** Families of the public door that may have one of their own. */
type OwnDoor = "authentication" | "passkeys";

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
  public: (world) => [
    ...status(world),
    ...jwksRoutes(world.neighbours, world.deps),
    ...sessionRoutes(world.neighbours),
    ...flowRoutes(world.neighbours),
    ...(world.deps.config.server.public.classic ? classicRoutes(world.neighbours) : []),
    ...unlessElsewhere("authentication", world),
    ...unlessElsewhere("passkeys", world),
  ],
  admin: (world) => [
    ...status(world),
    ...metricsRoutes(world.metrics),
    ...guarded(administration(world), world.deps.config.server.admin, world.keeper),
  ],
  authentication: (world) => [...status(world), ...own.authentication(world)],
  passkeys: (world) => [...status(world), ...own.passkeys(world)],
};

/** Families that the public door serves, unless they have an address of their own. */
const own: Readonly<Record<OwnDoor, (world: World) => readonly Route[]>> = {
  authentication: ({ deps, neighbours }) =>
    authenticationApiRoutes(neighbours, deps.config.server.authentication.path_prefix),
  passkeys: ({ neighbours }) => [...passkeyCeremonyRoutes(neighbours), ...passkeyManagementRoutes(neighbours)],
};

function status({ deps }: World): readonly Route[] {
  return statusRoutes({ ready: deps.ready, database: () => deps.db.ping() });
}

function unlessElsewhere(name: OwnDoor, world: World): readonly Route[] {
  return world.deps.config.server[name].address ? [] : own[name](world);
}

function administration({ neighbours }: World): readonly Route[] {
  return [...adminRoutes(neighbours), ...relyingPartyAdminRoutes(neighbours)];
}

const about: Readonly<Record<ListenerName, About>> = {
  public: {
    title: "Signet public API",
    description: "Sign-up, sign-in, profile and sessions, for pages and back ends.",
  },
  authentication: {
    title: "Signet Authentication API",
    description: "Registration, sign-in and signed transactions with passkeys, for back ends of relying parties.",
  },
  passkeys: {
    title: "Signet passkey API",
    description:
      "Registration, sign-in and signed transactions with passkeys, for pages and back ends of several tenants.",
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
    // Programs are no pages.
    cors: name === "public" || name === "passkeys",
    corsOf: tenantCors(world.neighbours),
    rewrite: rewriteFor(config.server.authentication.path_prefix),
    config,
    settings,
    tenantOf: singleTenant,
    log,
    metrics: world.metrics,
  });
}

/** With the public door go those of its families that have an address of their own. */
function withOwnDoors(names: readonly DoorName[], { config }: UnitDeps): readonly DoorName[] {
  const apart = (["authentication", "passkeys"] as const).filter((name) => config.server[name].address);
  return names.flatMap((name) => (name === "public" ? [name, ...apart] : [name]));
}

/** Opens doors; if one cannot be opened, none stays open. */
export async function openDoors(names: readonly DoorName[], deps: UnitDeps): Promise<Running> {
  const world = createWorld(deps);
  const open: Running[] = [];
  const stop = async () => {
    await Promise.all(open.map((running) => running.stop()));
  };
  try {
    for (const name of withOwnDoors(names, deps)) {
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
  if (!address) return undefined;
  const listening = await listen(createListener(name, world), address, `server.${name}.address`);
  log.info({ url: listening.url }, `${name} API listens`);
  if (name === "admin") log.info(`admin API ${guardNotes[adminGuard(config.server.admin)]}`);
  return listening;
}
