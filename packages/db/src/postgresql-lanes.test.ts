import pg from "pg";
import { expect, test } from "vitest";
import { statementLanes } from "./postgresql-lanes.ts";
import type { StatementResult } from "./postgresql-statement.ts";
import { testDatabase, testDatabaseUrl } from "./test/index.ts";

test("many more statements than connections all get their answer, and a transaction among them its turn", async () => {
  const db = await testDatabase({ pool: 2 });
  const ask = (n: number) => db.sql.query<{ n: string }>("test_number", "SELECT $1::text AS n", [n]);
  const before = Array.from({ length: 100 }, (_, n) => ask(n));
  const transaction = db.prisma.$transaction((tx) => tx.flowFlow.count());
  const after = Array.from({ length: 100 }, (_, n) => ask(100 + n));
  const answers = await Promise.all([...before, ...after]);
  expect(answers.map(([row]) => row?.n)).toEqual(answers.map((_, n) => String(n)));
  expect(await transaction).toBe(0);
});

test("a statement that fails, in preparing or in running, fails alone", async () => {
  const db = await testDatabase({ pool: 1 });
  const half = (n: number) => db.sql.query("test_half", "SELECT 10 / $1::int AS half", [n]);
  const nonsense = () => db.sql.query("test_nonsense", "SELECT nothing FROM nowhere", []);
  const [wrong, right, unknown, again, rest] = await Promise.allSettled([
    half(0),
    half(5),
    nonsense(),
    nonsense(),
    half(2),
  ]);
  expect(wrong).toMatchObject({ status: "rejected", reason: { message: "division by zero" } });
  expect([unknown?.status, again?.status]).toEqual(["rejected", "rejected"]);
  expect(right).toEqual({ status: "fulfilled", value: [{ half: 2 }] });
  expect(rest).toEqual({ status: "fulfilled", value: [{ half: 5 }] });
});

test("a value that has no spelling fails alone, before anything is sent", async () => {
  const db = await testDatabase({ pool: 1 });
  const time = (at: Date) => db.sql.query("test_time", "SELECT $1::timestamptz AS time", [at]);
  const [wrong, right, again] = await Promise.allSettled([
    time(new Date(Number.NaN)),
    time(new Date(7)),
    time(new Date(8)),
  ]);
  expect(wrong).toMatchObject({ status: "rejected", reason: { message: "Invalid time value" } });
  expect([right, again]).toMatchObject([{ value: [{ time: new Date(7) }] }, { value: [{ time: new Date(8) }] }]);
});

test("a statement that finds no connection free in time is told so, and the one that hangs goes on", async () => {
  const pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 1 });
  (await pool.connect()).release();
  let answer: (result: StatementResult) => void = () => undefined;
  const hangs = new Promise<StatementResult>((resolve) => {
    answer = resolve;
  });
  const run = statementLanes(pool, { lanes: 1, waitMs: 50 }, () => hangs);
  const statement = { name: "test_hang", text: "SELECT 1", values: [] };
  const [first, ...others] = [run(statement), run(statement), run(statement)];
  for (const other of await Promise.allSettled(others)) {
    expect(other).toMatchObject({ status: "rejected", reason: { message: "no connection was free in time" } });
  }
  answer({ rows: [], touched: 0 });
  expect(await first).toEqual({ rows: [], touched: 0 });
  await pool.end();
});

test("an answer is never read with the columns of an earlier one", async () => {
  const db = await testDatabase({ pool: 1 });
  await db.prisma.$executeRawUnsafe("CREATE TABLE test_kinds (kind integer)");
  const insert = "INSERT INTO test_kinds VALUES ($1)";
  await db.sql.execute("test_insert", insert, [7]);
  const read = (name: string) => db.sql.query(name, "SELECT * FROM test_kinds", []);
  expect(await read("test_kinds")).toEqual([{ kind: 7 }]);
  await db.prisma.$executeRawUnsafe("ALTER TABLE test_kinds ALTER COLUMN kind TYPE text");
  await expect(read("test_kinds")).rejects.toThrow("cached plan must not change result type");
  expect(await read("test_kinds_again")).toEqual([{ kind: "7" }]);
  expect(await read("test_kinds")).toEqual([{ kind: "7" }]);
});

test("a statement without a name is planned for its values, however often it comes, and several texts may have none", async () => {
  const db = await testDatabase({ pool: 1 });
  await db.prisma.$executeRawUnsafe(
    "CREATE TABLE test_skewed AS SELECT (n % 1000 = 0) AS rare FROM generate_series(1, 20000) n",
  );
  await db.prisma.$executeRawUnsafe("CREATE INDEX ON test_skewed (rare)");
  await db.prisma.$executeRawUnsafe("ANALYZE test_skewed");
  const plan = async (rare: boolean) => {
    const rows = await db.sql.query("", "EXPLAIN SELECT * FROM test_skewed WHERE rare = $1", [rare]);
    return JSON.stringify(rows);
  };
  for (let turn = 0; turn < 8; turn++) {
    expect(await plan(false)).toMatch(/Seq Scan/);
    expect(await plan(true)).toMatch(/Index/);
    expect(await db.sql.query("", "SELECT $1::int AS turn", [turn])).toEqual([{ turn }]);
  }
});

test("lists, quotes, backslashes, bytes and nothing at all arrive as they were sent", async () => {
  const db = await testDatabase();
  const list = ["plain", 'a "quote"', "back\\slash", "{comma, brace}", "", "NULL", "ü"];
  const bytes = new Uint8Array([0, 39, 92, 255]);
  const text = "SELECT $1::text[] AS list, $2::bytea AS bytes, $3::text AS none, $4::boolean AS truth";
  const [row] = await db.sql.query("test_values", text, [list, bytes, null, false]);
  expect(row).toEqual({ list, bytes: Buffer.from(bytes), none: null, truth: false });
});
