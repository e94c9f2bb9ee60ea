import { expect, onTestFinished, test } from "vitest";
import { connect } from "./connect.ts";
import { testDatabaseUrl } from "./test/index.ts";

test("a connection that the server ends on its way from one to the next takes nobody with it", async () => {
  const url = await testDatabaseUrl();
  const db = await connect(url, { pool: 5 });
  const operator = await connect(url, { pool: 1 });
  onTestFinished(async () => void (await Promise.all([db.close(), operator.close()])));
  let over = false;
  const outcomes = new Set<string>();
  const ask = async (question: () => Promise<unknown>) => {
    while (!over)
      outcomes.add(
        await question().then(
          () => "answered",
          () => "failed",
        ),
      );
  };
  const asking = Array.from({ length: 6 }, () => [
    ask(() => db.sql.query("test_one", "SELECT 1 AS one", [])),
    ask(() => db.ping()),
  ]).flat();

  // An error of a connection that nobody hears would end this process.
  for (let round = 0; round < 60; round++) {
    await operator.sql.query("test_end", END_OTHERS, []);
    await operator.sql.query("test_sleep", "SELECT pg_sleep(0.01)", []);
  }
  over = true;
  await Promise.all(asking);
  expect(outcomes).toEqual(new Set(["answered", "failed"]));
  await db.ping();
});

const END_OTHERS = `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()`;
