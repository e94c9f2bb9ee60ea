import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { freePorts } from "@signet/testkit";
import { end, launch, PROGRAM, settings } from "./server.ts";
import { databaseProcesses, familyOf, usageOf } from "./usage.ts";
import { filtersOf, timeLists } from "./user-lists.ts";
import { openWire } from "./wire.ts";

const { values: options } = parseArgs({
  options: {
    count: { type: "string", default: "100000" },
    /** Only addresses, without names and credentials. */
    plain: { type: "boolean", default: false },
    /** How often each list is asked for. */
    times: { type: "string", default: "5" },
  },
});

const count = Number(options.count);
const times = Number(options.times);
const PER_PAGE = 20;
const folder = mkdtempSync(join(tmpdir(), "signet-bench-users-"));
const config = join(folder, "config.json");
const file = join(folder, "users.json");
const [port = 0, adminPort = 0] = await freePorts(2);
writeFileSync(config, JSON.stringify(settings(folder, port, adminPort, { smtpPort: 2525, workers: "1" })));

try {
  // The first start makes the database, which is no part of an import.
  await end((await launch(config, adminPort)).child);
  await run(["user", "generate", "-o", file, "-c", String(count), ...(options.plain ? [] : ["--full"])]);
  const megabytes = Math.round(statSync(file).size / 1e6);
  const { ms, cpuMs, databaseCpuMs, peakMemory } = await run(["user", "import", "-i", file, "--config", config]);
  const perSecond = Math.round((count * 1000) / ms);
  console.log(`import: ${count} users (${megabytes} MB) in ${seconds(ms)}, ${perSecond} per second`);
  console.log(`  CPU ${seconds(cpuMs)}, of the database ${seconds(databaseCpuMs)}; at most ${mb(peakMemory)} resident`);
  await list();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Asks the admin API for pages at several depths, and for what filters let through. */
async function list(): Promise<void> {
  const { child } = await launch(config, adminPort);
  const wire = openWire(new URL(`http://127.0.0.1:${adminPort}`));
  const databaseMs = () => usageOf(databaseProcesses(familyOf(child.pid ?? 0))).cpuMs;
  const ask = (query: string) => wire.request("GET", `/users?per_page=${PER_PAGE}&${query}`);
  try {
    const pages = Math.ceil(count / PER_PAGE);
    const depths = new Set([1, 2, Math.ceil(pages / 10), Math.ceil(pages / 2), pages]);
    await timeLists(
      "page of GET /users",
      [...depths].map((page) => [`${page}`, `page=${page}`]),
      { ask, databaseMs, times },
    );
    await timeLists("filter of GET /users", await filtersOf(ask), { ask, databaseMs, times });
  } finally {
    wire.close();
    await end(child);
  }
}

/** Runs a command to its end, and says what it took. */
async function run(args: readonly string[]) {
  const begun = performance.now();
  const child = spawn(process.execPath, [...PROGRAM, ...args], { stdio: ["ignore", "ignore", "inherit"] });
  let peakMemory = 0;
  let cpuMs = 0;
  let databaseCpuMs = 0;
  const watch = setInterval(() => {
    const family = familyOf(child.pid ?? 0);
    const database = databaseProcesses(family);
    const own = usageOf(family.filter((pid) => !database.includes(pid)));
    peakMemory = Math.max(peakMemory, own.memory);
    cpuMs = Math.max(cpuMs, own.cpuMs);
    databaseCpuMs = Math.max(databaseCpuMs, usageOf(database).cpuMs);
  }, 50);
  const code = await new Promise((resolve) => child.on("close", resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`signet ${args.join(" ")} ended with ${code}`);
  return { ms: performance.now() - begun, cpuMs, databaseCpuMs, peakMemory };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function mb(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
