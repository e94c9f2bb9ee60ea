import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Account } from "./account.ts";
import { bareEnvironment } from "./cluster.ts";
import { eventually, identify, isRunning, signal } from "./processes.ts";

/** How to run the server over one cluster. */
export interface Launch {
  readonly postgres: string;
  readonly cluster: string;
  readonly account: Account | undefined;
  readonly port: number;
  readonly logFile: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** A running server. */
export interface Postmaster {
  readonly pid: number;
  /** Resolves when it is gone, whatever ended it. */
  readonly exited: Promise<unknown>;
}

/** Starts the server and resolves when it accepts connections. */
export async function launch(options: Launch): Promise<Postmaster> {
  const { postgres, cluster, account, port, logFile, settings } = options;
  const log = await open(logFile, "a", 0o600);
  const { size } = await log.stat();
  const flags = Object.entries({ ...settings, port: String(port) }).flatMap(([key, value]) => [
    "-c",
    `${key}=${value}`,
  ]);
  const child = spawn(postgres, ["-D", cluster, ...flags], {
    ...account,
    cwd: cluster,
    env: bareEnvironment,
    stdio: ["ignore", log.fd, log.fd],
    // Its own process group: Ctrl-C is for Signet, which stops the database last.
    detached: true,
  });
  const exited = once(child, "exit").catch((error: unknown) => error);
  const ready = await eventually(async () => hasEnded(child) || (await isReady(cluster, child.pid)), 60_000);
  await log.close();
  if (!ready || hasEnded(child)) {
    child.kill("SIGQUIT");
    throw new Error(`the embedded PostgreSQL did not start: ${await reason(child, exited, { logFile, size })}`);
  }
  holdOnLeash(child, options);
  child.unref();
  // A pid is there: the child has written it into its own file.
  return { pid: Number(child.pid), exited };
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** The server reports its state in the eighth line of its pid file, as pg_ctl knows. */
async function isReady(cluster: string, pid: number | undefined): Promise<boolean> {
  const lines = await pidFile(cluster);
  return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
}

async function pidFile(cluster: string): Promise<string[]> {
  return (await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
}

async function reason(
  child: ChildProcess,
  exited: Promise<unknown>,
  { logFile, size }: { readonly logFile: string; readonly size: number },
): Promise<string> {
  if (child.pid === undefined) return String(await exited);
  const lines = (await readFile(logFile)).subarray(size).toString().trim().split("\n");
  const fatal = lines.findLast((line) => /FATAL|PANIC/.test(line)) ?? lines.at(-1) ?? "";
  return `${fatal.replace(/^.*(FATAL|PANIC): +/, "") || "no reason given"} (${logFile})`;
}

/**
 * A shell that waits for our end of a pipe to close, which happens however we die, and then asks the server to
 * stop. Without a shell the server outlives a kill -9, and the next start ends it.
 */
function holdOnLeash(child: ChildProcess, { cluster, account }: Launch): void {
  const script = 'read -r _; read -r pid < "$1/postmaster.pid" && [ "$pid" = "$2" ] && kill -INT "$2"';
  const leash = spawn("/bin/sh", ["-c", script, "signet-leash", cluster, String(child.pid)], {
    ...account,
    cwd: "/",
    env: bareEnvironment,
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  leash.on("error", () => undefined);
  leash.stdin.on("error", () => undefined);
  child.once("exit", () => leash.kill("SIGKILL"));
  leash.unref();
  // The socket under the pipe would keep the event loop running; its type says only "writable".
  if ("unref" in leash.stdin && typeof leash.stdin.unref === "function") leash.stdin.unref();
}

/** Ends a server: politely, then without waiting for its clients, then without asking. */
export async function end(pid: number): Promise<void> {
  for (const [name, patience] of [
    ["SIGINT", 10_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ] as const) {
    signal(pid, name);
    if (await eventually(async () => !(await identify(pid)), patience)) return;
  }
  throw new Error(`the embedded PostgreSQL (process ${pid}) does not stop`);
}

/** Ends the server that an earlier Signet left behind, and removes the traces of one that was killed. */
export async function endLeftover(cluster: string): Promise<void> {
  const pid = Number((await pidFile(cluster))[0]);
  if (!pid) return;
  const running = await identify(pid);
  if (running?.command.includes(cluster)) return end(pid);
  if (!isRunning(pid)) return;
  // The number belongs to somebody else by now; PostgreSQL would take that one for a server.
  const locks = (await readdir(cluster)).filter((name) => name === "postmaster.pid" || name.startsWith(".s.PGSQL."));
  await Promise.all(locks.map((name) => rm(join(cluster, name), { force: true })));
}
