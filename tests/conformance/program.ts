import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Serve } from "./servers.ts";

/** How to call a program, such as `npx signet`. */
export type Command = readonly [string, ...string[]];

/** Brings a database up to date by the program's own command. */
export async function migrateBy(program: Command, configFile: string): Promise<void> {
  const args = ["migrate", "up", "--config", configFile];
  const child = launch(program, args);
  const [code] = await once(child.process, "close");
  if (code !== 0) throw new Error(`${[...program, ...args].join(" ")} failed:\n${child.output()}`);
}

/** Serves by the program's own command, each server in a process of its own. */
export function servingBy(program: Command): Serve {
  return async (configFile) => {
    const child = launch(program, ["serve", "all", "--config", configFile]);
    return {
      stop: () => end(child.process),
      ended: () => (child.process.exitCode === null ? undefined : child.output()),
    };
  };
}

interface Launched {
  readonly process: ChildProcess;
  /** The last that it has written. */
  output(): string;
}

function launch([command, ...first]: Command, args: readonly string[]): Launched {
  // A group of its own, so that ending it ends what npx has started.
  const child = spawn(command, [...first, ...args], { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const keep = (chunk: Buffer) => {
    output = (output + chunk).slice(-10_000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  return { process: child, output: () => output };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const closed = once(child, "close");
  process.kill(-child.pid, "SIGTERM");
  const forced = setTimeout(() => child.pid && process.kill(-child.pid, "SIGKILL"), 10_000);
  await closed;
  clearTimeout(forced);
}
