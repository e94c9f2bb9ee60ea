import { PrismaMariaDb } from "@prisma/adapter-mariadb";
import * as mariadb from "mariadb";
import { connectProblem, targetOf } from "./connect-problem.ts";
import { type Database, type PoolSettings, waitMs } from "./database.ts";
import { PrismaClient } from "./gen/mysql/client.ts";
import type { PrismaClient as SharedClient } from "./gen/postgresql/client.ts";
import { driverConfig } from "./mysql-config.ts";
import type { Sql, SqlValue } from "./sql.ts";

/** Opens a MySQL or MariaDB database: Prisma and single statements share one pool. */
export async function openMysql(url: string, settings: PoolSettings): Promise<Database> {
  await probe(url);
  let statements = 0;
  const hear = (text: string) => {
    statements += 1;
    settings.onStatement(text);
  };
  const pool = mariadb.createPool(
    driverConfig(url, {
      connectionLimit: settings.pool,
      minimumIdle: 1,
      idleTimeout: Math.ceil(settings.idleTimeoutMs / 1000),
      acquireTimeout: waitMs,
      initSql: sessionSettings,
    }),
  );
  const counted = listen(pool, hear);
  const prisma = new PrismaClient({
    adapter: new PrismaMariaDb(counted),
    transactionOptions: { maxWait: waitMs, timeout: waitMs },
  });
  // Loads the query compiler, a tenth of a second that no first request should have to wait for.
  await prisma.$connect();
  let closed: Promise<void> | undefined;
  return {
    dialect: "mysql",
    // Both clients are generated from the same models; they differ in types that no caller may use
    // (createManyAndReturn, native types), so the stores are written against one of them.
    prisma: prisma as unknown as SharedClient,
    sql: sqlOn(counted),
    statements: () => statements,
    ping: async () => void (await counted.query("SELECT 1")),
    close: () => (closed ??= prisma.$disconnect().then(() => pool.end())),
  };
}

/** What PostgreSQL does by itself: each statement sees what is committed, and no value is cut to fit. */
const sessionSettings = [
  "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
  "SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')",
];

async function probe(url: string): Promise<void> {
  const target = targetOf(url);
  try {
    const connection = await mariadb.createConnection(driverConfig(url, { connectTimeout: 4_000 }));
    await connection.end();
  } catch (error) {
    throw connectProblem(target, error);
  }
}

type Statement = string | { readonly sql: string };
type Runner = Pick<mariadb.Connection, "query" | "execute">;

/** Tells the text of every statement that the pool and its connections send, whoever asked for it. */
function listen(pool: mariadb.Pool, hear: (text: string) => void): mariadb.Pool {
  const spied = <T extends Runner>(target: T): T => {
    const query = target.query.bind(target);
    const execute = target.execute.bind(target);
    target.query = (statement: Statement, values?: unknown) => {
      hear(typeof statement === "string" ? statement : statement.sql);
      return query(statement, values);
    };
    target.execute = (statement: Statement, values?: unknown) => {
      hear(typeof statement === "string" ? statement : statement.sql);
      return execute(statement, values);
    };
    return target;
  };
  const getConnection = pool.getConnection.bind(pool);
  pool.getConnection = async () => spied(await getConnection());
  return spied(pool);
}

/** The driver keeps prepared statements by their text, so the name has no use here. */
function sqlOn(pool: mariadb.Pool): Sql {
  const texts = new Map<string, Positional>();
  const run = <T>(text: string, values: readonly SqlValue[]): Promise<T> => {
    const statement = texts.get(text) ?? positional(text);
    texts.set(text, statement);
    return pool.execute(
      { sql: statement.sql, typeCast },
      statement.order.map((at) => values[at]),
    );
  };
  return {
    query: (_name, text, values) => run(text, values),
    async execute(_name, text, values) {
      return (await run<mariadb.UpsertResult>(text, values)).affectedRows;
    },
  };
}

interface Positional {
  readonly sql: string;
  readonly order: readonly number[];
}

/** $2 … $1 becomes ? … ?, with the values in the order of their use. */
function positional(text: string): Positional {
  const order: number[] = [];
  const sql = text.replaceAll(/\$(\d+)/g, (_, number: string) => {
    order.push(Number(number) - 1);
    return "?";
  });
  return { sql, order };
}

/** MySQL has no truth values: a BOOLEAN is a one-digit integer. */
const typeCast: mariadb.TypeCastFunction = (column, next) => {
  const value = next();
  const isBoolean = column.type === "TINY" && column.columnLength === 1;
  return isBoolean && value !== null ? value === 1 : value;
};
