import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "@signet/testkit";
import type { Processes } from "./measure.ts";
import { databaseProcesses, familyOf, usageOf } from "./usage.ts";
import { openWire } from "./wire.ts";

/** A server under measurement. */
export interface Subject {
  readonly url: URL;
  /** The admin API; undefined for a foreign server. */
  readonly adminUrl?: URL;
  readonly processes: Processes;
  /** Milliseconds from its start until it was ready, and resident bytes then; undefined for a foreign server. */
  readonly start?: { readonly firstMs: number; readonly againMs: number; readonly memory: number };
  stop(): Promise<void>;
}

/** The program, as an argument of Node. */
export const PROGRAM = ["packages/cli/bin/signet.js"];

/** Starts a clean instance with production settings on embedded PostgreSQL: once to make its database, once to measure. */
export async function startSubject(options: { readonly smtpPort: number; readonly workers: string }): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), "signet-bench-"));
  const [port = 0, adminPort = 0] = await freePorts(2);
  const file = join(folder, "config.json");
  writeFileSync(file, JSON.stringify(settings(folder, port, adminPort, options)));

  const first = await launch(file, adminPort);
  await end(first.child);
  const { child, ms } = await launch(file, adminPort);
  const admin = openWire(new URL(`http://127.0.0.1:${adminPort}`));
  const family = () => familyOf(child.pid ?? 0);
  const isDatabase = (pids: readonly number[]) => new Set(databaseProcesses(pids));
  const server = () => {
    const all = family();
    const database = isDatabase(all);
    return all.filter((pid) => !database.has(pid));
  };
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    adminUrl: new URL(`http://127.0.0.1:${adminPort}`),
    start: { firstMs: first.ms, againMs: ms, memory: usageOf(server()).memory },
    processes: {
      server,
      database: () => databaseProcesses(family()),
      async statements() {
        const { body } = await admin.request("GET", "/metrics");
        const found = /^signet_database_statements_total(?:\{[^}]*\})? (\d+)/m.exec(body)?.[1];
        return found === undefined ? undefined : Number(found);
      },
    },
    async stop() {
      admin.close();
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A configuration for production, over a database in the folder. */
export function settings(
  folder: string,
  port: number,
  adminPort: number,
  options: { smtpPort: number; workers: string },
) {
  return {
    secret_keys: ["a secret that only this run of the bench has"],
    database: { embedded_dir: join(folder, "postgres") },
    server: { public: { address: `127.0.0.1:${port}` }, admin: { address: `127.0.0.1:${adminPort}` } },
    email_delivery: { smtp: { host: "127.0.0.1", port: String(options.smtpPort) } },
    // One address plays everybody, which limits would stop at once; the audit log goes nowhere, as behind a collector.
    rate_limiter: { enabled: false },
    audit_log: { console_output: { enabled: false } },
    password: { optional: true },
    // Second factors for those who have one; nobody is asked to make one, or to trust a device.
    mfa: { acquire_on_registration: false, device_trust_policy: "never" },
    workers: options.workers,
  };
}

/** Starts a server and waits until it is ready. */
export async function launch(file: string, adminPort: number): Promise<{ child: ChildProcess; ms: number }> {
  const started = performance.now();
  const child = spawn(process.execPath, [...PROGRAM, "serve", "all", "--config", file], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  const lines: string[] = [];
  child.stderr?.on("data", (chunk) => lines.push(String(chunk)));
  const wire = openWire(new URL(`http://127.0.0.1:${adminPort}`));
  while (child.exitCode === null) {
    const ready = await wire.request("GET", "/health/ready").then(
      ({ status }) => status === 200,
      () => false,
    );
    if (ready) {
      wire.close();
      return { child, ms: performance.now() - started };
    }
    if (performance.now() - started > 60_000) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  child.kill();
  throw new Error(`the server did not become ready:\n${lines.join("").slice(-2_000)}`);
}

/** Stops a server. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}
