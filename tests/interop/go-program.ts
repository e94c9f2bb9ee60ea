import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** A client of the Authentication API in Go, to be told what to call. */
export interface GoClient {
  /** Makes a call and resolves to what Go decoded of the answer; rejects with a `GoError`. */
  call<T>(name: string, values?: object): Promise<T>;
  stop(): Promise<void>;
}

/** What Go decoded of a refusal. */
export interface GoError extends Error {
  readonly message: string;
  readonly details: string;
  readonly debug_message: string;
  readonly status_text: string;
  readonly status_code: number;
}

interface Answer {
  readonly value?: unknown;
  readonly error?: GoError;
}

const run = promisify(execFile);

/** Why there can be no program in Go; empty when there can. Under CI=true it is an error instead. */
export async function goMissing(): Promise<string> {
  const found = await run("go", ["version"]).then(
    () => true,
    () => false,
  );
  if (found) return "";
  if (process.env.CI === "true") throw new Error("go must be in the PATH");
  return "there is no go in the PATH";
}

/** Builds the program once, from the standard library alone; nothing is fetched. */
export async function buildGo(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "signet-go-"));
  const path = join(folder, "interop");
  const env = { ...process.env, CGO_ENABLED: "0", GOPROXY: "off", GOFLAGS: "", GOTOOLCHAIN: "local", GOWORK: "off" };
  await run("go", ["build", "-o", path, "."], { cwd: fileURLToPath(new URL("go", import.meta.url)), env });
  return { path, remove: () => rm(folder, { recursive: true }) };
}

/** Starts the program; without a key id it sends the secret. */
export async function startGo(
  path: string,
  connection: { readonly baseUrl: string; readonly secret: string; readonly apiKeyId?: string },
): Promise<GoClient> {
  const child = spawn(path, { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const client: GoClient = {
    async call<T>(name: string, values: object = {}) {
      child.stdin.write(`${JSON.stringify({ ...values, call: name })}\n`);
      const { value: line, done } = await answers.next();
      if (done) throw new Error("the program ended");
      const { value, error }: Answer = JSON.parse(line);
      if (error) throw Object.assign(new Error(error.message), error);
      // Whoever calls knows what the call answers, and compares it.
      return value as T;
    },
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.stdin.end();
      await ended;
    },
  };
  await client.call("connect", connection);
  return client;
}
