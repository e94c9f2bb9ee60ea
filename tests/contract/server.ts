import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "@signet/config";
import type { Database } from "@signet/db";
import { testDatabaseUrl } from "@signet/db/test";
import type { Logger, Running } from "@signet/kit";
import { freePorts, type Inbox, startInbox } from "@signet/testkit";
import { everything } from "../../packages/cli/src/process/choice.ts";
import { openDatabase } from "../../packages/cli/src/process/database.ts";
import { startServer as startProgram } from "../../packages/cli/src/process/server.ts";

/** Settings in the configuration's own keys. */
export type Settings = Readonly<Record<string, unknown>>;

/** Everything that `signet serve all` serves, in the test's own process, on a database of its own. */
export interface Server extends Running {
  readonly apiUrl: string;
  readonly adminUrl: string;
  readonly rpcUrl: string;
  /** Where back ends call with API keys. */
  readonly backEndUrl: string;
  readonly inbox: Inbox;
  readonly databaseUrl: string;
  /** For tests that look whether anything changed. */
  readonly db: Database;
  /** What was logged so far, oldest first. */
  readonly logged: readonly Line[];
}

/** One line of the log, as JSON. */
export interface Line {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly text: string;
}

/** Where the pages are that passkeys are made on. */
export const pageOrigin = "http://localhost:8888";

/** What the RPC listener asks callers for. */
export const rpcKey = "a key that only tests of the network know";

/** Starts a server over an empty database, or over that of another server, with mail going to an inbox. */
export async function startServer(settings: Settings = {}, beside?: Server): Promise<Server> {
  const inbox = await startInbox();
  const [publicPort = 0, adminPort = 0, backEndPort = 0] = await freePorts(3);
  const logged: Line[] = [];
  const facts = { publicPort, adminPort, backEndPort, inbox, url: beside?.databaseUrl ?? (await testDatabaseUrl()) };
  const config = await configFrom({ ...settings, ...wiring(facts, settings) });
  const db = await openDatabase(facts.url, config);
  const { stop, rpcUrl = "" } = await startProgram({ ...everything, config, db, log: logTo(logged) });
  return {
    apiUrl: `http://127.0.0.1:${publicPort}`,
    adminUrl: `http://127.0.0.1:${adminPort}`,
    rpcUrl,
    backEndUrl: `http://127.0.0.1:${backEndPort}`,
    inbox,
    databaseUrl: facts.url,
    db,
    logged,
    async stop() {
      await stop();
      await db.close();
      await inbox.stop();
    },
  };
}

interface Facts {
  readonly publicPort: number;
  readonly adminPort: number;
  readonly backEndPort: number;
  readonly inbox: Inbox;
  readonly url: string;
}

function wiring({ publicPort, adminPort, backEndPort, inbox, url }: Facts, { server, audit_log }: Settings): Settings {
  return {
    database: { url },
    secrets: { keys: ["a key for contract tests alone"] },
    webauthn: { relying_party: { id: "localhost", origins: [pageOrigin] } },
    server: {
      ...(server as Settings | undefined),
      public: { address: `127.0.0.1:${publicPort}`, cors: { allow_origins: [pageOrigin] } },
      admin: { address: `127.0.0.1:${adminPort}` },
      rpc: { address: `127.0.0.1:${backEndPort}` },
    },
    email_delivery: { smtp: { host: "127.0.0.1", port: String(inbox.port) } },
    rpc: { address: "127.0.0.1:0", internal_key: rpcKey },
    // Everybody in these tests is at one address; what limits do is tested where the clock can be moved.
    rate_limiter: { enabled: false },
    audit_log: { ...(audit_log as Settings | undefined), console_output: { enabled: false } },
  };
}

async function configFrom(tree: Settings) {
  const folder = await mkdtemp(join(tmpdir(), "signet-contract-"));
  try {
    const file = join(folder, "config.json");
    await writeFile(file, JSON.stringify(tree));
    return loadConfig({ file, env: {} }).config;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function logTo(lines: Line[]): Logger {
  const write =
    (level: Line["level"]) =>
    (...entry: unknown[]) =>
      void lines.push({ level, text: JSON.stringify(entry, plainErrors) });
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

function plainErrors(_key: string, value: unknown): unknown {
  return value instanceof Error ? { message: value.message, stack: value.stack } : value;
}
