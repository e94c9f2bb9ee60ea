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
  /** How a clone of it is made, as CREATE DATABASE takes it; empty for the server's own way. */
  readonly strategy: string;
  /** Begins the name of every database of this run. */
  readonly prefix: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    readonly signetTestServer: TestServer;
  }
}

/**
 * Vitest's global set-up: one throw-away PostgreSQL for the run, or the server at SIGNET_TEST_DATABASE_URL,
 * with a migrated database that every test file clones.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { server, stop } = await start();
  project.provide("signetTestServer", server);
  return stop;
}

async function start() {
  const given = process.env.SIGNET_TEST_DATABASE_URL;
  const { adminUrl, strategy, stop } = given
    ? { adminUrl: given, strategy: "", stop: async () => undefined }
    : await throwAwayServer();
  const prefix = `signet_test_${process.pid.toString(36)}${Date.now().toString(36)}`;
  const template = `${prefix}_template`;
  await asAdmin(adminUrl, (client) => client.query(`CREATE DATABASE ${template}`));
  await migrate(withDatabase(adminUrl, template));
  return {
    server: { adminUrl, template, strategy, prefix },
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
  const settings = {
    ...{ fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "400" },
    // Of each database: two hundred of them would be looked at without a pause.
    autovacuum_naptime: "1min",
  };
  const server = await startEmbeddedPostgres({ dataDir, settings });
  return {
    adminUrl: server.adminUrl,
    // Where nothing waits for the disk, copying files takes half the time of writing them to the log.
    strategy: "STRATEGY FILE_COPY",
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
