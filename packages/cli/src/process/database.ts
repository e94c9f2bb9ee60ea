import type { Config } from "@signet/config";
import {
  connect,
  type Database,
  migrate,
  migrationStatus,
  runningEmbeddedPostgres,
  startEmbeddedPostgres,
} from "@signet/db";
import type { Logger, Running } from "@signet/kit";

/** Where the database of a configuration answers, and how to let go of it. */
export interface DatabaseServer extends Running {
  readonly url: string;
}

/** The server that is configured, or the embedded one, started. */
export async function databaseServer({ database }: Config, log: Logger): Promise<DatabaseServer> {
  if (database.kind === "url") return { url: database.url, stop: async () => undefined };
  const onProgress = (line: string) => log.info(line);
  const embedded = await startEmbeddedPostgres({ dataDir: database.embedded_dir, onProgress });
  return { url: embedded.url, stop: () => embedded.stop() };
}

/** The same for a command that may run beside a server: an embedded database that runs already is used as it is. */
export async function databaseForCommand(config: Config, log: Logger): Promise<DatabaseServer> {
  const { database } = config;
  const url = database.kind === "embedded" ? await runningEmbeddedPostgres(database.embedded_dir) : undefined;
  return url === undefined ? databaseServer(config, log) : { url, stop: async () => undefined };
}

/** Opens the database with the configured pool. */
export function openDatabase(url: string, { database }: Config): Promise<Database> {
  return connect(url, {
    pool: database.pool,
    idleTimeoutMs: database.conn_max_idletime,
    maxLifetimeMs: database.conn_max_lifetime,
  });
}

/** Brings the tables up to date where that is allowed; else says how. */
export async function ensureMigrated(url: string, mayMigrate: boolean, log: Logger): Promise<void> {
  if (mayMigrate) {
    await migrate(url, { onProgress: (line) => log.info(line) });
    return;
  }
  const status = await migrationStatus(url);
  const newer = status.filter(({ state }) => state === "unknown").map(({ name }) => name);
  // A rolling update goes on while older processes still serve.
  if (newer.length > 0) log.warn({ migrations: newer }, "the database is newer than this program");
  const missing = status.filter(({ state }) => state !== "applied" && state !== "unknown");
  if (missing.length === 0) return;
  const names = missing.map(({ name, state }) => `${name} (${state})`).join(", ");
  throw new Error(`the database is not up to date: ${names}; run "signet migrate up" first, or serve with --migrate`);
}
