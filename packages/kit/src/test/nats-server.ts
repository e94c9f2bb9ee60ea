import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@signet/testkit";
import { onTestFinished } from "vitest";

/** A NATS server of a test's own, to be taken away and given back. */
export interface NatsServer {
  readonly url: string;
  start(): Promise<void>;
  /** As a power cut would. */
  kill(): Promise<void>;
  /** It keeps its connections and says nothing more, until it is killed. */
  freeze(): void;
  /** What the server remembers is gone at its next start. */
  forget(): void;
}

/** Prepares a server on a free port, without starting it. Removed when the test ends. */
export async function natsServer(args: readonly string[] = []): Promise<NatsServer> {
  const server = await preparedNatsServer(args);
  onTestFinished(async () => {
    await server.kill();
    server.forget();
  });
  return server;
}

/** The same for tests that share a server: whoever asks for it kills it and lets it forget. */
export async function preparedNatsServer(args: readonly string[] = []): Promise<NatsServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "signet-nats-"));
  const url = `nats://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  return {
    url,
    async start() {
      const options = ["-js", "-sd", folder, "-a", "127.0.0.1", "-p", String(port), ...args];
      const started = spawn("nats-server", options, { stdio: ["ignore", "ignore", "pipe"] });
      child = started;
      await new Promise<void>((resolve, reject) => {
        started.on("error", reject);
        started.stderr.on("data", (chunk) => String(chunk).includes("Server is ready") && resolve());
        started.on("exit", () => reject(new Error("nats-server ended at its start")));
      });
    },
    async kill() {
      const running = child;
      child = undefined;
      if (!running) return;
      const ended = new Promise((resolve) => running.once("exit", resolve));
      running.kill("SIGKILL");
      await ended;
    },
    freeze: () => void child?.kill("SIGSTOP"),
    forget: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Why tests that need a server of their own cannot run; empty when they can. Under CI=true it is an error instead. */
export async function natsServerMissing(): Promise<string> {
  const found = await new Promise<boolean>((resolve) => {
    const child = spawn("nats-server", ["--version"], { stdio: "ignore" });
    child.on("error", () => resolve(false));
    child.on("exit", (code) => resolve(code === 0));
  });
  if (found) return "";
  if (process.env.CI === "true") throw new Error("nats-server must be in the PATH");
  return "there is no nats-server in the PATH";
}
