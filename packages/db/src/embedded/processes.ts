import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A running process, told apart from a later one with the same number by the time it started. */
export interface ProcessIdentity {
  readonly started: string;
  readonly command: string;
}

/** What runs under a process number; undefined when nothing does. */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  if (!isRunning(pid)) return undefined;
  if (process.platform === "linux") return identifyByProc(pid);
  const { stdout } = await run("ps", ["-ww", "-o", "lstart=,command=", "-p", String(pid)]).catch(() => ({
    stdout: "",
  }));
  // "Sun Nov 22 03:16:56 2026 /path/to/command …"
  const [, started, command] = /^\s*(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/s.exec(stdout) ?? [];
  return started && command ? { started, command } : undefined;
}

async function identifyByProc(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    const [stat, command] = await Promise.all(
      ["stat", "cmdline"].map((file) => readFile(`/proc/${pid}/${file}`, "utf8")),
    );
    // The name in parentheses may contain anything; the start time is the 20th field behind it (proc(5)).
    const [state, ...fields] = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
    const started = fields[18];
    if (state === "Z" || !started) return undefined;
    return { started, command: command?.replaceAll("\0", " ") ?? "" };
  } catch {
    return undefined;
  }
}

/** Whether a process number is in use, by whomever. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Sends a signal to a process that may be gone already. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone is what the caller wants.
  }
}

/** True once a condition holds; false when it does not within the time. */
export async function eventually(holds: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs;
  for (;;) {
    if (await holds()) return true;
    if (performance.now() > end) return false;
    await new Promise((wake) => setTimeout(wake, 5));
  }
}
