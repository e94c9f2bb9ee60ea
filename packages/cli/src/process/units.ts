import { randomUUID } from "node:crypto";
import type { CallOptions } from "@connectrpc/connect";
import { type Config, tenantSettings } from "@signet/config";
import { callFor, compose, createLocalBus, isUuid, type Leftovers, type Peers, SINGLE_TENANT } from "@signet/kit";
import { mayCall, units } from "../units.ts";
import { type ConfigInput, configure } from "./configuration.ts";
import { databaseForCommand, ensureMigrated, openDatabase } from "./database.ts";
import { secretsOf } from "./secrets.ts";

/** The units as a command reaches them. */
export interface CommandUnits {
  readonly peers: Peers;
  /** For every call: the tenant, and that a command makes it. */
  readonly call: CallOptions;
  /** What the units would remove by now if they ran. */
  readonly leftovers: readonly Leftovers[];
}

/** What a command says about whom it works for. */
export interface CommandInput extends ConfigInput {
  /** Ignored where there is only one tenant. */
  readonly tenantId?: string | undefined;
  /** Name of the command, for logs and events. */
  readonly command: string;
}

/** An import holds two transactions open. */
const LEAST_CONNECTIONS = 3;

/**
 * Runs a command's work on the leaves, composed in this process over the configured database. Events wait in the
 * outbox until a server runs.
 */
export async function withUnits<T>(input: CommandInput, work: (units: CommandUnits) => Promise<T>): Promise<T> {
  const { config, log } = configure(input);
  const tenantId = tenantOf(config, input.tenantId);
  const server = await databaseForCommand(config, log);
  try {
    await ensureMigrated(server.url, config.development || config.database.kind === "embedded", log);
    const pool = Math.max(config.database.pool, LEAST_CONNECTIONS);
    const db = await openDatabase(server.url, { ...config, database: { ...config.database, pool } });
    try {
      const settings = tenantSettings(config);
      const { peersOf, leftovers } = compose({
        units,
        here: new Set(["identity", "credential", "token", "notification", "webhook", "audit", "flow"]),
        urlOf: (name) => {
          throw new Error(`no command calls ${name}`);
        },
        mayCall,
        bus: createLocalBus(),
        deps: {
          db,
          // A command counts and locks nothing that others must see, so it needs no Redis.
          config: {
            ...config,
            rate_limiter: { ...config.rate_limiter, store: "in_memory" },
            flow_locker: { ...config.flow_locker, store: "in_memory" },
          },
          settings: () => settings,
          secrets: secretsOf(config),
          now: () => new Date(),
          log,
          ready: () => db.ping(),
        },
      });
      const origin = { requestId: randomUUID(), userAgent: `signet ${input.command}` };
      return await work({ peers: peersOf("cli"), call: callFor(tenantId, origin), leftovers });
    } finally {
      await db.close();
    }
  } finally {
    await server.stop();
  }
}

/** The contract's rule: with tenants one must be named, without them the flag means nothing. */
function tenantOf({ multi_tenancy }: Config, tenantId: string | undefined): string {
  if (!multi_tenancy.enabled) return SINGLE_TENANT;
  if (tenantId === undefined) throw new Error("tenant_id must be present if multitenancy is enabled; add --tenant_id");
  const id = tenantId.toLowerCase();
  if (!isUuid(id)) throw new Error("--tenant_id must be a UUID");
  return id;
}
