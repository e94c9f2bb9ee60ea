import { chmod, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { isOwned } from "../embedded/owner.ts";
import { startEmbeddedPostgres } from "../embedded/start.ts";
import { migrate } from "../migrate/migrate.ts";
import { asAdmin, dropAll, withDatabase } from "./admin.ts";

/** What the set-up hands to the tests. */
export interface TestServer {
  /** As a role that may create databases. */
  readonly adminUrl: string;
  /** A migrated database to be cloned. */
  readonly template: string;
  /** Begins the name of every database of this run. */
  readonly prefix: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    readonly signetTestServer: TestServer;
  }
}

/** Set up once per project of a run; the projects share one server. */
interface SharedServer {
  users: number;
  readonly started: Promise<{ readonly server: TestServer; readonly stop: () => Promise<void> }>;
}

/**
 * Vitest's global set-up: one throw-away PostgreSQL for the run, or the server at SIGNET_TEST_DATABASE_URL,
 * with a migrated database that every test file clones.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  // Each project evaluates this file for itself; what they share can only hang on the global object.
  const holder = globalThis as { signetTestServer?: SharedServer | undefined };
  holder.signetTestServer ??= { users: 0, started: start() };
  const shared = holder.signetTestServer;
  shared.users += 1;
  const { server, stop } = await shared.started;
  project.provide("signetTestServer", server);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    holder.signetTestServer = undefined;
    await stop();
  };
}

async function start() {
  const given = process.env.SIGNET_TEST_DATABASE_URL;
  const { adminUrl, stop } = given ? { adminUrl: given, stop: async () => undefined } : await throwAwayServer();
  const prefix = `signet_test_${process.pid.toString(36)}${Date.now().toString(36)}`;
  const template = `${prefix}_template`;
  await asAdmin(adminUrl, (client) => client.query(`CREATE DATABASE ${template}`));
  await migrate(withDatabase(adminUrl, template));
  return {
    server: { adminUrl, template, prefix },
    stop: async () => {
      await asAdmin(adminUrl, (client) => dropAll(client, prefix));
      await stop();
    },
  };
}

const folderPrefix = "signet-test-";

async function throwAwayServer() {
  await sweep();
  const dataDir = await mkdtemp(join(tmpdir(), folderPrefix));
  await chmod(dataDir, 0o711); // the account that runs PostgreSQL for root has to pass
  const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "400" };
  const server = await startEmbeddedPostgres({ dataDir, settings });
  return {
    adminUrl: server.adminUrl,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Removes what runs left behind that were killed. */
async function sweep(): Promise<void> {
  const folders = (await readdir(tmpdir())).filter((name) => name.startsWith(folderPrefix));
  for (const folder of folders.map((name) => join(tmpdir(), name))) {
    const { birthtimeMs } = await stat(folder).catch(() => ({ birthtimeMs: Number.POSITIVE_INFINITY }));
    // A run that has just begun owns its folder a moment later.
    const isNew = Date.now() - birthtimeMs < 60_000;
    if (!isNew && !(await isOwned(folder))) await rm(folder, { recursive: true, force: true });
  }
}
