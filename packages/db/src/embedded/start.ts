import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import pg from "pg";
import { type Account, accountFor, canReach } from "./account.ts";
import { findBinaries, systemFolder } from "./binaries.ts";
import { checkVersion, createCluster } from "./cluster.ts";
import { own } from "./owner.ts";
import { choosePort } from "./port.ts";
import { endLeftover, type Launch } from "./postmaster.ts";
import { serverSettings, socketFolder } from "./settings.ts";
import { type ClusterState, newState, readState, writeState } from "./state.ts";
import { supervise } from "./supervise.ts";

/** Where the embedded PostgreSQL keeps its files and how it runs. */
export interface EmbeddedOptions {
  /** Made when missing. One process at a time. */
  readonly dataDir: string;
  /** Default: a free port, kept from start to start. */
  readonly port?: number;
  /** Hears one line per step that takes time. */
  readonly onProgress?: (line: string) => void;
  /** Server settings that replace ours. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A running embedded PostgreSQL. */
export interface EmbeddedPostgres {
  /** Signet's own database, as its owner. */
  readonly url: string;
  /** The same server as its administrator, for maintenance. */
  readonly adminUrl: string;
  /** Stops the server after its clients; may be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL from the installed packages over the files in `dataDir`, which are created the first
 * time. It listens on the loopback address alone, asks for a random password, and ends with this process however
 * that ends; what a crash left behind is put right.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  // Whoever starts a database connects to it next: load that code while the server gets ready.
  void import("../postgresql.ts").catch(() => undefined);
  const dataDir = resolve(options.dataDir);
  const disown = await own(dataDir);
  try {
    const server = await start(dataDir, options);
    let stopped: Promise<void> | undefined;
    return { ...server, stop: () => (stopped ??= server.stop().finally(disown)) };
  } catch (error) {
    await disown();
    throw error;
  }
}

async function start(dataDir: string, options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { onProgress = () => undefined, settings = {} } = options;
  const { state, account, postgres } = await prepare(dataDir, onProgress);
  const { cluster, complete, password, adminPassword } = state;
  const port = await choosePort(options.port, state.port);
  const logFile = join(dataDir, "postgresql.log");
  const launch = { postgres, cluster, account, port, logFile, settings: { ...serverSettings, ...settings } };
  const { server, socket } = await superviseWithSocket(launch, onProgress);
  try {
    const url = urlOf("signet", password, { port, socket });
    const adminUrl = urlOf("postgres", adminPassword, { port, socket });
    if (!complete) await createDatabase(state, adminUrl);
    if (!complete || state.port !== port) await writeState(dataDir, { ...state, port, complete: true });
    return { url, adminUrl, stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Everything that has to be there before the server can run over it. */
async function prepare(dataDir: string, onProgress: (line: string) => void) {
  const known = await readState(dataDir);
  const account = await accountFor(known?.cluster ?? join(dataDir, "cluster"));
  const binaries = await findBinaries(account);
  const state = known ?? newState(await placeFor(dataDir, account, onProgress));
  await endLeftover(state.cluster);
  if (state.complete) {
    await checkVersion(state, binaries);
  } else {
    onProgress("creating the embedded database");
    await writeState(dataDir, state);
    await createCluster(state, binaries, account);
  }
  return { state, account, postgres: binaries.postgres };
}

/** Root's account for the database may be unable to enter root's folders; then the files lie elsewhere. */
async function placeFor(dataDir: string, account: Account | undefined, onProgress: (line: string) => void) {
  if (!account || (await canReach(account, dataDir))) return join(dataDir, "cluster");
  const place = join(await systemFolder(), `cluster-${randomBytes(6).toString("hex")}`);
  onProgress(`the database's account cannot enter ${dataDir}: its files go to ${place}`);
  return place;
}

/** Some file systems, such as folders shared with a virtual machine, hold no sockets; then TCP has to do. */
async function superviseWithSocket(launch: Launch, onProgress: (line: string) => void) {
  const socket = socketFolder(launch.cluster);
  const withSocket = (folder: string) => ({
    ...launch,
    settings: { unix_socket_directories: folder, ...launch.settings },
  });
  if (socket) {
    try {
      return { server: await supervise(withSocket(`"${socket}"`), onProgress), socket };
    } catch (error) {
      if (!(error instanceof Error && error.message.includes("Unix-domain socket"))) throw error;
    }
  }
  return { server: await supervise(withSocket(""), onProgress), socket: undefined };
}

/** Signet's role is no administrator: a mistake in a statement must not reach the machine. */
async function createDatabase({ password }: ClusterState, adminUrl: string): Promise<void> {
  const url = new URL(adminUrl);
  url.pathname = "/postgres";
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  try {
    await client.query(`CREATE ROLE signet LOGIN PASSWORD '${password}'`);
    await client.query("CREATE DATABASE signet OWNER signet");
  } finally {
    await client.end();
  }
}

/** Host and port are those of the TCP listener, for programs that cannot use the socket. */
function urlOf(user: string, password: string, { port, socket }: { port: number; socket: string | undefined }): string {
  const query = socket ? `?host=${encodeURIComponent(socket)}` : "";
  return `postgresql://${user}:${password}@127.0.0.1:${port}/signet${query}`;
}
