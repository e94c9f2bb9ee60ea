import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@signet/testkit";
import { request } from "./http.ts";
import type { Mailbox } from "./mailbox.ts";
import type { MakePerson } from "./people.ts";
import type { Settings } from "./worlds.ts";

/** A server under test, and who comes to it. */
export interface Judged {
  /** Its public API. */
  readonly url: string;
  /** Its admin API. */
  readonly admin: string;
  /** Where its mail goes. */
  readonly mailbox: Mailbox;
  /** Makes people with an account in its database. */
  readonly makePerson: MakePerson;
}

/** Begins to serve everything with a configuration file; it may take a while until it is ready. */
export type Serve = (configFile: string) => Promise<Serving>;

/** Something that serves, or is about to. */
export interface Serving {
  stop(): Promise<void>;
  /** What it said at the end, should it have ended by itself. */
  ended(): string | undefined;
}

/** What all servers of a run have in common. */
export interface Site {
  readonly databaseUrl: string;
  readonly mailbox: Mailbox;
  /** Under which the servers keep their secrets. */
  readonly secret: string;
  readonly serve: Serve;
  /** Called with the configuration file of each server before it is started. */
  readonly prepare?: (configFile: string) => Promise<void>;
}

/** One running server. */
export interface RunningServer {
  readonly url: string;
  readonly admin: string;
  stop(): Promise<void>;
}

const host = "127.0.0.1";
const patienceMs = 60_000;

/** Starts a server with these settings, and waits until it is ready. */
export async function startServer(settings: Settings, site: Site): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), "signet-conformance-"));
  const ports = { publicPort: await freePort(host), adminPort: await freePort(host) };
  const file = join(folder, "config.json");
  await writeFile(file, JSON.stringify(configuration(settings, site, ports)));
  await site.prepare?.(file);
  const serving = await site.serve(file);
  const stop = async () => {
    await serving.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const admin = `http://${host}:${ports.adminPort}`;
  try {
    await untilReady(admin, serving);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://${host}:${ports.publicPort}`, admin, stop };
}

function configuration(
  settings: Settings,
  { databaseUrl, mailbox, secret }: Site,
  { publicPort, adminPort }: { publicPort: number; adminPort: number },
) {
  return {
    ...settings,
    database: { url: databaseUrl },
    secrets: { keys: [secret] },
    webauthn: { relying_party: { id: "localhost", origins: ["http://localhost:8888"] } },
    rate_limiter: { enabled: false },
    email_delivery: { smtp: { host, port: String(mailbox.port) } },
    server: { public: { address: `${host}:${publicPort}` }, admin: { address: `${host}:${adminPort}` } },
  };
}

async function untilReady(admin: string, serving: Serving): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    const last = serving.ended();
    if (last !== undefined) throw new Error(`the server ended:\n${last}`);
    const status = await request(admin, "GET", "/health/ready").then(
      (answer) => answer.status,
      () => undefined,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the server was not ready in time");
}
