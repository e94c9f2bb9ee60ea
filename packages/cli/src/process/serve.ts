import cluster from "node:cluster";
import type { Config } from "@signet/config";
import type { Logger, Running } from "@signet/kit";
import { type Choice, choose } from "./choice.ts";
import { type ConfigInput, configure, tellWarnings } from "./configuration.ts";
import { databaseServer, ensureMigrated, openDatabase } from "./database.ts";
import { type Server, startServer } from "./server.ts";
import { endOnDefect, untilStopped } from "./signals.ts";
import { startWorkers, tellReady, workerCount } from "./workers.ts";

/** What `signet serve` may be told beside the configuration. */
export interface ServeOptions {
  /** Applies pending migrations first. */
  readonly migrate?: boolean;
  /** Replaces `workers` of the configuration. */
  readonly workers?: Config["workers"];
}

/** Serves the named units until a signal. */
export async function serve(names: readonly string[], options: ServeOptions, input: ConfigInput): Promise<void> {
  const started = performance.now();
  if (names.includes("management")) return tellManagement(input);
  const choice = choose(names);
  const { config, warnings, log } = configure(input);
  endOnDefect(log);
  if (cluster.isWorker) return work(choice, config, log);

  tellWarnings(warnings, config, log);
  const database = await databaseServer(config, log);
  try {
    // The embedded database is nobody else's, so nobody else would migrate it.
    const mayMigrate = options.migrate || config.development || config.database.kind === "embedded";
    await ensureMigrated(database.url, mayMigrate, log);
    const running = await run(choice, { config, url: database.url, count: options.workers ?? config.workers, log });
    const units = [...choice.here].join(" ");
    log.info({ units, ...running.facts, ms: Math.round(performance.now() - started) }, "ready");
    await untilStopped(log);
    await running.stop();
  } finally {
    await database.stop();
  }
  log.info("stopped");
  // The driver of NATS leaves connections open whose making it gave up.
  process.exit();
}

interface RunOptions {
  readonly config: Config;
  readonly url: string;
  readonly count: Config["workers"];
  readonly log: Logger;
}

/** Serves in this process, or in several. */
async function run(choice: Choice, { config, url, count, log }: RunOptions): Promise<Running & { facts: object }> {
  const workers = workerCount(count);
  if (workers > 1) {
    const running = await startWorkers(workers, { env: { DATABASE_URL: url }, log });
    return { ...running, facts: { workers } };
  }
  const { rpcUrl, stop } = await serveHere(choice, { config, url, log });
  return { stop, facts: { ...(rpcUrl !== undefined && { rpc: rpcUrl }) } };
}

/** Opens the database and serves; stopping closes both. */
export async function serveHere(
  choice: Choice,
  { config, url, log }: { readonly config: Config; readonly url: string; readonly log: Logger },
): Promise<Server> {
  const db = await openDatabase(url, config);
  try {
    const server = await startServer({ config, db, log, ...choice });
    return {
      ...server,
      async stop() {
        await server.stop();
        await db.close();
      },
    };
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** What a worker does: the primary has prepared the database, and tells it when to stop. */
async function work(choice: Choice, config: Config, log: Logger): Promise<void> {
  // A terminal sends Ctrl-C to the whole group; the primary passes on what it makes of it.
  process.on("SIGINT", () => undefined);
  const stopped = new Promise((resolve) => process.on("SIGTERM", resolve));
  cluster.worker?.on("disconnect", () => process.exit(1));
  const { url } = config.database as Extract<Config["database"], { kind: "url" }>; // DATABASE_URL is set by the primary
  const server = await serveHere(choice, { config, url, log });
  tellReady();
  await stopped;
  await server.stop();
  process.exit(0);
}

/** The contract's third listener: without tenants there is nothing to serve, and that is no failure. */
function tellManagement(input: ConfigInput): void {
  const { config, log } = configure(input, { ownSecrets: false });
  if (config.multi_tenancy.enabled) throw new Error("the management API is not available yet");
  log.info("without multi_tenancy.enabled there is nothing to manage");
}
