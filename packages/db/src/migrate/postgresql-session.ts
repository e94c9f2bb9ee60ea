import pg from "pg";
import { lockSeconds, type Session } from "./session.ts";

/** The lock that `prisma migrate` takes. */
const prismaLock = 72707369;

const table = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/** A session on PostgreSQL, where a migration and its record commit together. */
export async function open(url: string): Promise<Session> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 4_000 });
  await client.connect();
  const inTransaction = async (run: () => Promise<unknown>) => {
    await client.query("BEGIN");
    try {
      await run();
      await client.query("COMMIT");
    } catch (error) {
      await client.query("ROLLBACK");
      throw error;
    }
  };
  return {
    dialect: "postgresql",
    async rows() {
      try {
        return (await client.query("SELECT * FROM _prisma_migrations ORDER BY started_at, migration_name")).rows;
      } catch (error) {
        if (error instanceof pg.DatabaseError && error.code === "42P01") return [];
        throw error;
      }
    },
    async lock() {
      await client.query(`SET lock_timeout = '${lockSeconds}s'`);
      await client.query("SELECT pg_advisory_lock($1)", [prismaLock]);
    },
    createTable: async () => void (await client.query(table)),
    up: ({ id, migration_name, checksum }, script) =>
      inTransaction(async () => {
        await client.query(script);
        await client.query(
          `INSERT INTO _prisma_migrations (id, migration_name, checksum, finished_at, applied_steps_count)
           VALUES ($1, $2, $3, clock_timestamp(), 1)`,
          [id, migration_name, checksum],
        );
      }),
    down: (id, script) =>
      inTransaction(async () => {
        await client.query(script);
        await client.query("DELETE FROM _prisma_migrations WHERE id = $1", [id]);
      }),
    close: () => client.end(),
  };
}
