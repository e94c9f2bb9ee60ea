import type { DescService } from "@bufbuild/protobuf";
import type { Client, ConnectRouter } from "@connectrpc/connect";
import type { Config, TenantSettings } from "@signet/config";
import type { Database } from "@signet/db";
import type { Listener } from "./events.ts";
import type { Leftovers } from "./leftovers.ts";
import type { Logger } from "./log.ts";
import type { Secrets } from "./secrets.ts";

/** One deployable unit: the services it offers and how to build it. */
export interface Unit {
  readonly name: string;
  readonly services: readonly DescService[];
  /** Whether it has a table `<name>_outbox` that a relay must empty. */
  readonly outbox: boolean;
  create(deps: UnitDeps): BuiltUnit;
}

/** Everything a unit may depend on. It takes what it names; nothing else can be found. */
export interface UnitDeps {
  readonly peers: Peers;
  readonly db: Database;
  /** The process-wide sections of the configuration. */
  readonly config: Config;
  /** The tenant's sections: the file's in single-tenant installations. */
  readonly settings: (tenantId: string) => TenantSettings;
  readonly secrets: Secrets;
  readonly now: () => Date;
  readonly log: Logger;
  /** Whether database and bus answer, for readiness. */
  readonly ready: () => Promise<void>;
}

/** A unit that was built and waits to be started. */
export interface BuiltUnit {
  routes(router: ConnectRouter): void;
  readonly listeners?: readonly Listener[];
  /** Opens what must be open before the process is ready, e.g. listeners of HTTP; throws one clear error if it cannot. */
  start?(): Promise<Running>;
  /** What is to be removed from its tables once its time is over. */
  readonly leftovers?: readonly Leftovers[];
  /** Works in the background until aborted, then finishes what it holds. */
  run?(signal: AbortSignal): Promise<void>;
}

/** Something started that can be stopped; stopping lets requests finish. */
export interface Running {
  stop(): Promise<void>;
}

/** Reaches another unit without knowing where it runs. */
export interface Peers {
  client<S extends DescService>(service: S): Client<S>;
  /** What can be reached: the services of the units before the caller. */
  readonly services: readonly DescService[];
}
