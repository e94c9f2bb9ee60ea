import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startEmbeddedPostgres } from "@signet/db";
import { readAccepted } from "./accepted.ts";
import { startMailbox } from "./mailbox.ts";
import { registering } from "./people.ts";
import { migrateBy, servingBy } from "./program.ts";
import { type Report, showReport } from "./report.ts";
import { replayWorld } from "./run.ts";
import { type Site, startServer } from "./servers.ts";
import { recordedWorlds, settingsOf } from "./worlds.ts";

const usage = `npm run conformance -- [options]

  --world NAME     a world of tests/conformance/worlds, several with commas, or all (the default)
  --all            every walk, instead of the shortest one to each distinct answer
  --only REGEX     only walks whose "flow kind path" matches; for REST, names that contain the text
  --show N         print at most N differences of each world (25)
  --parallel N     walk with N people at once (4)
  --program CMD    how to call the program to judge (npx signet)

The database is a fresh embedded one, or that of DATABASE_URL.`;

const { values } = parseArgs({
  options: {
    world: { type: "string", default: "all" },
    all: { type: "boolean", default: false },
    only: { type: "string" },
    show: { type: "string", default: "25" },
    parallel: { type: "string", default: "4" },
    program: { type: "string", default: "npx signet" },
    help: { type: "boolean", default: false },
  },
});

/** Runs the replay; resolves to the exit code. */
async function main(): Promise<number> {
  const worlds = values.world === "all" ? recordedWorlds() : values.world.split(",");
  const database = await startDatabase(process.env.DATABASE_URL);
  const mailbox = await startMailbox();
  const [command = "", ...first] = values.program.split(" ");
  const program = [command, ...first] as const;
  const secret = "a key for conformance runs alone";
  const serve = servingBy(program);
  const prepare = (configFile: string) => migrateBy(program, configFile);
  const site: Site = { databaseUrl: database.url, mailbox, secret, serve, prepare };
  const reports: Report[] = [];
  try {
    for (const world of worlds) reports.push(await replay(world, site));
  } finally {
    await mailbox.stop();
    await database.stop();
  }
  const failed = reports.filter(({ failures }) => failures.length > 0);
  if (failed.length > 0) console.log(`\nnot as recorded: ${failed.map(({ world }) => world).join(", ")}`);
  return failed.length > 0 ? 1 : 0;
}

/** Starts the two servers of a world and replays it. */
async function replay(world: string, site: Site): Promise<Report> {
  const begin = performance.now();
  const seed = await startServer(settingsOf("seed"), site);
  try {
    const server = await startServer(settingsOf(world), site);
    try {
      const report = await replayWorld(
        world,
        { ...server, mailbox: site.mailbox, makePerson: registering(seed.url, site.mailbox) },
        {
          accepted: readAccepted(new URL("accepted.json", import.meta.url)),
          all: values.all,
          only: values.only,
          parallel: Number(values.parallel),
        },
      );
      console.log(showReport(report, Number(values.show)), `(${((performance.now() - begin) / 1000).toFixed(1)} s)`);
      return report;
    } finally {
      await server.stop();
    }
  } finally {
    await seed.stop();
  }
}

async function startDatabase(url: string | undefined) {
  if (url) return { url, stop: async () => undefined };
  const dataDir = await mkdtemp(join(tmpdir(), "signet-conformance-db-"));
  // What is lost in a crash is of no use to anybody.
  const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
  const server = await startEmbeddedPostgres({ dataDir, settings });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

if (values.help) console.log(usage);
else process.exitCode = await main();
