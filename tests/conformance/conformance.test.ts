import { testDatabaseUrl } from "@signet/db/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAccepted } from "./accepted.ts";
import { startMailbox } from "./mailbox.ts";
import type { MakePerson } from "./people.ts";
import { showReport } from "./report.ts";
import { replayWorld } from "./run.ts";
import { type Site, startServer } from "./servers.ts";
import { settling, testSecret } from "./settling.ts";
import { startSharedProcess } from "./shared-process.ts";
import { recordedWorlds, settingsOf } from "./worlds.ts";

const accepted = readAccepted(new URL("accepted.json", import.meta.url));
let site: Site;
let makePerson: MakePerson;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const databaseUrl = await testDatabaseUrl();
  const mailbox = await startMailbox();
  // Through the flows, as `npm run conformance` makes them, half of the time would go into people.
  const settlement = await settling(databaseUrl);
  const shared = startSharedProcess();
  stops.push(mailbox.stop, settlement.stop, shared.stop);
  site = { databaseUrl, mailbox, secret: testSecret, serve: shared.serve };
  makePerson = settlement.makePerson;
});

afterAll(async () => {
  for (const stop of stops) await stop();
});

// Each walk is answered over HTTP, over a real database, as the reference answered it.
test.concurrent.each(recordedWorlds())("%s", { timeout: 300_000 }, async (world) => {
  const server = await startServer(settingsOf(world), site);
  try {
    const report = await replayWorld(world, { ...server, mailbox: site.mailbox, makePerson }, { accepted });
    expect(report.failures, showReport(report, 25)).toEqual([]);
  } finally {
    await server.stop();
  }
});
