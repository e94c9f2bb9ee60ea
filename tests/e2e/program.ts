import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** A server that runs, in one process or in several. */
export interface Program {
  /** Moves its clock; separate processes have no common one. */
  readonly advance: ((milliseconds: number) => Promise<void>) | undefined;
  stop(): Promise<void>;
}

/** What a server is started with. */
export interface Launch {
  readonly configFile: string;
  readonly databaseUrl: string;
  readonly publicPort: number;
  readonly adminPort: number;
  readonly smtpPort: number;
}

const main = pathOf("../../packages/cli/dist/main.js");
const startServices = pathOf("../../scripts/start-services.mjs");
const movedClock = new URL("moved-clock.js", import.meta.url).href;
const patienceMs = 60_000;

/** The built program with all units in one process, and with a clock that can be moved. */
export async function oneProcess({ configFile }: Launch): Promise<Program> {
  const child = await start(["--import", movedClock, main, "serve", "all", "--config", configFile], {
    ready: /"ready"/,
  });
  return {
    async advance(milliseconds) {
      const moved = once(child, "message");
      child.send({ advance: milliseconds });
      await moved;
    },
    stop: () => end(child),
  };
}

/** The units as processes of their own, as `npm run start:services` starts them, with events between them on NATS. */
export function separateServices(natsUrl: string): (launch: Launch) => Promise<Program> {
  return async ({ configFile, databaseUrl, publicPort, adminPort, smtpPort }) => {
    const ports = ["--public", String(publicPort), "--admin", String(adminPort)];
    const urls = ["--database", databaseUrl, "--nats", natsUrl];
    const child = await start([startServices, "--no-demo", "--config", configFile, ...urls, ...ports], {
      ready: /Every unit is ready/,
      env: { EMAIL_DELIVERY_SMTP_PORT: String(smtpPort) },
    });
    return { advance: undefined, stop: () => end(child) };
  };
}

/** Runs a command of the built program to its end; gives what it printed. */
export async function runProgram(args: readonly string[]): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  return (await promisify(execFile)(process.execPath, [main, ...args], { env })).stdout;
}

interface Start {
  /** What it says when it is ready. */
  readonly ready: RegExp;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts Node with nothing in its environment but what is given. */
async function start(args: readonly string[], { ready, env }: Start): Promise<ChildProcess> {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const fail = (what: string) => {
      clearTimeout(timer);
      reject(new Error(`${args.join(" ")} ${what}:\n${output}`));
    };
    const timer = setTimeout(() => {
      child.kill();
      fail("was not ready in time");
    }, patienceMs);
    child.on("exit", () => fail("ended"));
    // Read to the end of its life: a process whose output nobody takes comes to a halt.
    const read = (chunk: Buffer) => {
      output = (output + chunk).slice(-10_000);
      if (!ready.test(output)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
  });
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
