import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { connectProblem, targetOf } from "./connect-problem.ts";
import { type Database, type PoolSettings, waitMs } from "./database.ts";
import { PrismaClient } from "./gen/postgresql/client.ts";
import { statementLanes } from "./postgresql-lanes.ts";
import { statementRunner } from "./postgresql-statement.ts";
import type { Sql, SqlValue } from "./sql.ts";

/** Opens a PostgreSQL database: Prisma and single statements share one pool. */
export async function openPostgresql(url: string, settings: PoolSettings): Promise<Database> {
  let statements = 0;
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "signet",
    max: settings.pool,
    idleTimeoutMillis: settings.idleTimeoutMs,
    maxLifetimeSeconds: settings.maxLifetimeMs / 1000,
    connectionTimeoutMillis: waitMs,
    keepAlive: true,
    onConnect: inUtc,
  });
  // An idle connection that breaks is replaced at its next use; without a listener it would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => {
    // Whoever gets a connection as a promise listens a moment later, and what it was sent meanwhile may be its end.
    client.on("error", () => undefined);
    listen(client, (text) => {
      statements += 1;
      settings.onStatement(text);
    });
  });
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: statementNames() }),
    transactionOptions: { maxWait: waitMs, timeout: waitMs },
  });
  // $connect() loads the query compiler, a tenth of a second that no first request should have to wait for.
  await Promise.all([probe(url), prisma.$connect()]);
  let closed: Promise<void> | undefined;
  return {
    dialect: "postgresql",
    prisma,
    sql: sqlOn(pool, settings.pool),
    statements: () => statements,
    ping: async () => void (await pool.query("SELECT 1")),
    close: () => (closed ??= prisma.$disconnect().then(() => pool.end())),
  };
}

async function probe(url: string): Promise<void> {
  const target = targetOf(url);
  try {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 4_000 });
    await client.connect();
    await client.end();
  } catch (error) {
    throw connectProblem(target, error);
  }
}

/** Prisma's adapter writes and reads times without their zone, so the session has to be in UTC. */
async function inUtc(client: pg.ClientBase): Promise<void> {
  await client.query("SET TIME ZONE 'UTC'");
}

/** Tells the text of every statement that a connection sends, whoever asked for it. */
function listen(client: pg.PoolClient, hear: (text: string) => void): void {
  const query = client.query;
  // The driver's query() has eight overloads; the wrapper forwards whatever it was given.
  client.query = function (this: unknown, ...args: readonly [string | { text: string }, ...unknown[]]) {
    hear(typeof args[0] === "string" ? args[0] : args[0].text);
    return Reflect.apply(query, client, args);
  } as typeof client.query;
}

/**
 * Names Prisma's statements, so that the server parses and plans each once per connection. Lists of varying
 * length make ever new texts; past the limit they stay unnamed, and the server's memory bounded.
 */
function statementNames(limit = 500): (query: { readonly sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known || names.size >= limit) return known ?? "";
    const name = `prisma_${names.size}`;
    names.set(sql, name);
    return name;
  };
}

function sqlOn(pool: pg.Pool, lanes: number): Sql {
  const run = statementLanes(pool, { lanes, waitMs }, statementRunner());
  return {
    async query<Row extends object>(name: string, text: string, values: readonly SqlValue[]) {
      const { rows } = await run({ name, text, values });
      return rows as Row[]; // the caller says what its statement gives
    },
    async execute(name, text, values) {
      return (await run({ name, text, values })).touched;
    },
  };
}
