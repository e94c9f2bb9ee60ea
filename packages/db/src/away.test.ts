import { once } from "node:events";
import { createServer, connect as dial, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { isDatabaseAway } from "./away.ts";
import { connect } from "./connect.ts";
import type { Database } from "./database.ts";
import { testDatabaseUrl, testMysqlUrl } from "./test/index.ts";

const databases = { PostgreSQL: await testDatabaseUrl(), MySQL: await testMysqlUrl() };

for (const [name, url] of Object.entries(databases)) {
  test(`${name}: an error says whether the database was away`, async ({ skip }) => {
    if (url === undefined) return skip("no server was found");
    const line = await lineTo(url);
    const db = await connect(line.url, { pool: 2 });
    onTestFinished(() => db.close());
    const errors = async () => {
      const verdicts = await Promise.all(asks(db).map((ask) => ask().then(() => "answered", isDatabaseAway)));
      return new Set(verdicts);
    };
    expect(await errors()).toEqual(new Set(["answered"]));
    // Connections break while they wait for an answer, then when they are made; MySQL's pool waits 20 s for these.
    const broken = Promise.all([sleep(db).catch(isDatabaseAway), sleepInTransaction(db).catch(isDatabaseAway)]);
    await line.answers(db);
    line.cut();
    expect(await broken).toEqual([true, true]);
    if (db.dialect === "postgresql") expect(await errors()).toEqual(new Set([true]));
  });
}

test("what the database refused is no sign that it was away", async () => {
  const db = await connect(databases.PostgreSQL);
  onTestFinished(() => db.close());
  const refused = await db.sql.query("test_no_table", "SELECT * FROM no_such_table", []).catch(isDatabaseAway);
  expect(refused).toBe(false);
  expect(isDatabaseAway(undefined)).toBe(false);
});

function asks(db: Database): readonly (() => Promise<unknown>)[] {
  return [
    () => db.sql.query("test_one", "SELECT 1 AS one", []),
    () => db.prisma.$queryRawUnsafe("SELECT 1 AS one"),
    () => db.prisma.$transaction((tx) => tx.$queryRawUnsafe("SELECT 1 AS one")),
  ];
}

function sleep(db: Database): Promise<unknown> {
  return db.sql.query("test_sleep", sleepText(db), []);
}

function sleepInTransaction(db: Database): Promise<unknown> {
  return db.prisma.$transaction((tx) => tx.$queryRawUnsafe(sleepText(db)));
}

function sleepText({ dialect }: Database): string {
  return dialect === "postgresql" ? "SELECT pg_sleep(5)" : "SELECT SLEEP(5)";
}

/** A way to a database that can be cut. */
async function lineTo(url: string) {
  const target = new URL(url);
  const folder = target.searchParams.get("host");
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return void near.destroy();
    const far = folder ? dial(`${folder}/.s.PGSQL.${target.port}`) : dial(Number(target.port), target.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("error", () => one.destroy());
      one.on("close", () => void other.destroy());
      one.pipe(other);
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const through = new URL(url);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has an address with a port");
  through.searchParams.delete("host");
  through.host = `127.0.0.1:${address.port}`;
  return {
    url: through.toString(),
    /** Resolves when both statements that sleep are at the server. */
    async answers(db: Database) {
      const running =
        db.dialect === "postgresql"
          ? "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep(5)%' AND state = 'active'"
          : "SELECT COUNT(*) AS n FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'SELECT SLEEP(5)%'";
      const beside = await connect(url);
      try {
        await expect
          .poll(async () => Number((await beside.sql.query<{ n: bigint }>("test_running", running, []))[0]?.n))
          .toBe(2);
      } finally {
        await beside.close();
      }
    },
    cut() {
      whole = false;
      for (const socket of sockets) socket.destroy();
    },
  };
}
