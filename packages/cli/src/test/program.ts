import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const program = join(root, "packages/cli/bin/signet.js");

/** What a command left behind. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Environment = Readonly<Record<string, string>>;

/** A production environment in which nothing is missing but a database. */
export const production: Environment = {
  SECRET_KEYS: "a secret that only this test knows",
  SERVER_PUBLIC_ADDRESS: "127.0.0.1:0",
  SERVER_ADMIN_ADDRESS: "127.0.0.1:0",
};

/** Runs a command to its end, in an empty folder and with no environment but this. */
export async function run(args: readonly string[], env: Environment = {}): Promise<Outcome> {
  const { child, output } = start(args, env);
  const code = await ended(child);
  return { code, ...output() };
}

/** Runs a command whose reader takes one piece of what it prints and goes. */
export async function runForImpatient(args: readonly string[], env: Environment = {}): Promise<Outcome> {
  const { child, output } = start(args, env);
  child.stdout.once("data", () => child.stdout.destroy());
  const code = await ended(child);
  return { code, ...output() };
}

/** A server that runs until the test ends. */
export interface RunningServer {
  readonly child: ChildProcess;
  /** Where the listeners of the gateway answer. */
  readonly publicUrl: string;
  readonly lines: () => readonly Readonly<Record<string, unknown>>[];
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Outcome>;
}

/** Starts `signet serve` and waits until it says that it is ready. */
export async function serve(args: readonly string[], env: Environment): Promise<RunningServer> {
  const { child, output } = start(["serve", ...args], env);
  const ending = ended(child);
  const lines = () => output().stderr.split("\n").flatMap(readLine);
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on("data", () => lines().some(({ msg }) => msg === "ready") && resolve());
    child.on("exit", () => reject(new Error(`the server ended: ${output().stderr}`)));
  });
  const listener = lines().find(({ msg }) => msg === "public API listens");
  return {
    child,
    publicUrl: String(listener?.url ?? ""),
    lines,
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      return { code: await ending, ...output() };
    },
  };
}

/** A file with these contents, removed when the test ends. */
export function file(name: string, contents: string): string {
  const path = join(folder(), name);
  writeFileSync(path, contents);
  return path;
}

function start(args: readonly string[], env: Environment) {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder(), env: { PATH: process.env.PATH, ...env } });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, output: () => ({ stdout, stderr }) };
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on("close", (code) => resolve(code)));
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "signet-cli-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function readLine(line: string): Record<string, unknown>[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
