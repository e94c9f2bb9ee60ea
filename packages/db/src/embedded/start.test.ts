import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { connect } from "../connect.ts";
import { migrate } from "../migrate/migrate.ts";
import { eventually, identify } from "./processes.ts";
import { startEmbeddedPostgres } from "./start.ts";

// Creating a cluster is the work of a second, on a busy machine of several.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let dataDir = "";
const program = join(import.meta.dirname, "../../dist/test/hold.js");

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "signet-embedded-"));
  await chmod(dataDir, 0o711); // for the account that runs PostgreSQL for root
  await build({
    ...{ entryPoints: [join(import.meta.dirname, "hold.fixture.ts")], outfile: program, bundle: true },
    ...{ platform: "node", format: "esm", packages: "external", logLevel: "error" },
  });
});

afterAll(() => rm(dataDir, { recursive: true }));

const start = (options: { port?: number; dataDir?: string } = {}) => startEmbeddedPostgres({ dataDir, ...options });
const serverPid = async () => Number((await readFile(join(dataDir, "cluster/postmaster.pid"), "utf8")).split("\n")[0]);

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query(text)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

/** Starts the server from another process, which is killed at the end of the test at the latest. */
async function holdElsewhere(): Promise<{ child: ChildProcess; url: string; pid: number }> {
  const child = spawn(process.execPath, [program, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
  const gone = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await gone;
  });
  const [line] = await once(child.stdout, "data");
  return { child, url: String(line).trim(), pid: await serverPid() };
}

test("starts from nothing, stops cleanly, and finds everything again under the same URL", async () => {
  const heard: string[] = [];
  const first = await startEmbeddedPostgres({ dataDir, onProgress: (line) => void heard.push(line) });
  expect(heard).toEqual(["creating the embedded database"]);
  await query(first.url, "CREATE TABLE kept (id INTEGER)");
  const pid = await serverPid();
  await Promise.all([first.stop(), first.stop()]);
  expect(await identify(pid)).toBeUndefined();

  const second = await start();
  expect(second.url).toBe(first.url);
  expect(await query(second.url, "SELECT * FROM kept")).toEqual([]);
  await second.stop();
});

test("is closed to strangers: loopback only, a password even there, and no rights beyond its database", async () => {
  const { url, stop } = await start();
  onTestFinished(stop);
  expect((await stat(join(dataDir, "server.json"))).mode & 0o777).toBe(0o600);
  const wrong = new URL(url);
  wrong.password = "guess";
  await expect(query(wrong.toString(), "SELECT 1")).rejects.toThrow("password authentication failed");
  wrong.searchParams.delete("host"); // over TCP as well
  await expect(query(wrong.toString(), "SELECT 1")).rejects.toThrow("password authentication failed");

  const outside = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === "IPv4" && !one.internal);
  wrong.hostname = outside?.address ?? "127.0.0.2";
  await expect(query(wrong.toString(), "SELECT 1")).rejects.toThrow("ECONNREFUSED");
  await expect(query(url, "COPY (SELECT 1) TO PROGRAM 'cat'")).rejects.toThrow("permission denied");
  expect(await query(url, "SHOW fsync")).toEqual([{ fsync: "on" }]);
});

test("a data directory has one user at a time, in one process or in two", async () => {
  const inUse = /is in use by another Signet \(process \d+\): stop that one, or set DATABASE_URL/;
  const { stop } = await start();
  await expect(start()).rejects.toThrow(inUse);
  await stop();
  await holdElsewhere();
  await expect(start()).rejects.toThrow(inUse);
});

test("a server that is killed under load is started again; what was committed is there, and the pool recovers", async () => {
  const { url, stop } = await start();
  onTestFinished(stop);
  await migrate(url);
  const db = await connect(url);
  onTestFinished(() => db.close());
  await query(url, "CREATE TABLE committed AS SELECT 42 AS answer");
  const pid = await serverPid();

  const work = () =>
    Promise.all([
      db.sql.query("test_sleep", "SELECT pg_sleep(0.01)", []),
      db.prisma.$transaction(async (tx) => [await tx.flowFlow.count(), await tx.$executeRaw`SELECT pg_sleep(0.01)`]),
    ]).then(
      () => "done",
      () => "failed",
    );
  const underLoad = Promise.all(Array.from({ length: 20 }, work));
  process.kill(pid, "SIGKILL");
  expect(await underLoad).toContain("failed");
  expect(await eventually(async () => (await work()) === "done", 15_000)).toBe(true);
  expect(await db.sql.query("test_committed", "SELECT answer FROM committed", [])).toEqual([{ answer: 42 }]);
  expect(await serverPid()).not.toBe(pid);
});

test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const)(
  "the server ends with its program on %s",
  async (signal) => {
    const { child, pid } = await holdElsewhere();
    child.kill(signal);
    expect(await eventually(async () => !(await identify(pid)), 10_000)).toBe(true);
    await (await start()).stop();
  },
);

test("a server that outlived its program is ended, and the next one takes over at once", async () => {
  const { child, pid } = await holdElsewhere();
  for (const leash of await leashesOf(pid)) process.kill(leash, "SIGKILL");
  child.kill("SIGKILL");
  await eventually(() => child.signalCode !== null, 5_000);
  expect(await identify(pid)).toBeDefined();
  const { url, stop } = await start();
  onTestFinished(stop);
  expect(await identify(pid)).toBeUndefined();
  expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

async function leashesOf(pid: number): Promise<number[]> {
  const numbers = (await readdir("/proc").catch(() => [])).map(Number).filter(Boolean);
  const processes = await Promise.all(numbers.map(async (number) => ({ number, ...(await identify(number)) })));
  const isLeash = (command = "") => command.includes("signet-leash") && command.includes(` ${pid} `);
  return processes.filter(({ command }) => isLeash(command)).map(({ number }) => number);
}

test("the number of a dead server may belong to somebody else by now", async () => {
  const { stop } = await start();
  const file = await readFile(join(dataDir, "cluster/postmaster.pid"), "utf8");
  await stop();
  await writeFile(join(dataDir, "cluster/postmaster.pid"), file.replace(/^\d+/, String(process.pid)));
  await writeFile(join(dataDir, "owner.pid"), `${process.pid} 1\n`);
  await (await start()).stop();
});

test("a first start that was interrupted is done anew", async () => {
  const other = await mkdtemp(join(tmpdir(), "signet-embedded-"));
  onTestFinished(() => rm(other, { recursive: true }));
  await chmod(other, 0o711);
  await (await start({ dataDir: other })).stop();
  const file = join(other, "server.json");
  await writeFile(file, (await readFile(file, "utf8")).replace('"complete": true', '"complete": false'));
  await rm(join(other, "cluster/global"), { recursive: true });
  const { url, stop } = await start({ dataDir: other });
  onTestFinished(stop);
  expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("what cannot be put right is said in one line, and nothing is overwritten", async () => {
  const state = join(dataDir, "server.json");
  await rename(state, `${state}.away`);
  await expect(start()).rejects.toThrow(/server.json with the passwords of the database is missing: restore it/);
  await writeFile(state, "{");
  await expect(start()).rejects.toThrow(/server.json is damaged: restore it from a backup/);
  await expect(start({ dataDir: join(state, "below") })).rejects.toThrow(
    /^cannot write in .*: let this user write there/,
  );
  await rename(`${state}.away`, state);

  const version = join(dataDir, "cluster/PG_VERSION");
  const real = await readFile(version, "utf8");
  await writeFile(version, "12\n");
  await expect(start()).rejects.toThrow(/the data in .* is of PostgreSQL 12, this Signet brings 18/);
  await writeFile(version, real);
  await (await start()).stop();
});

test("the port is kept while it is free; one that was asked for is never replaced", async () => {
  const before = await start();
  await before.stop();
  const port = Number(new URL(before.url).port);
  const squatter = createServer().listen(port, "127.0.0.1");
  await once(squatter, "listening");
  onTestFinished(() => void squatter.close());
  await expect(start({ port })).rejects.toThrow(`port ${port}, meant for the embedded PostgreSQL, is in use`);
  const after = await start();
  await after.stop();
  expect(Number(new URL(after.url).port)).not.toBe(port);
});
