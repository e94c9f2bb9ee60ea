import * as mariadb from "mariadb";
import { driverConfig } from "../mysql-config.ts";
import { lockSeconds, type Session } from "./session.ts";

const table = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at DATETIME(3),
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at DATETIME(3),
  started_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  applied_steps_count INTEGER UNSIGNED NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`;

/**
 * A session on MySQL, where every change of the schema commits by itself: a migration is recorded as begun
 * before its script runs, so that one which failed half-way is seen.
 */
export async function open(url: string): Promise<Session> {
  const connection = await mariadb.createConnection(
    driverConfig(url, { connectTimeout: 4_000, multipleStatements: true }),
  );
  return {
    dialect: "mysql",
    async rows() {
      try {
        return await connection.query("SELECT * FROM _prisma_migrations ORDER BY started_at, migration_name");
      } catch (error) {
        if (error instanceof mariadb.SqlError && error.code === "ER_NO_SUCH_TABLE") return [];
        throw error;
      }
    },
    async lock() {
      // The lock that `prisma migrate` takes; it is one for the whole server.
      const [row] = await connection.query("SELECT GET_LOCK('prisma_migrate', ?) AS taken", [lockSeconds]);
      if (Number(row.taken) !== 1) throw new Error("another migration is running on this server");
    },
    createTable: async () => void (await connection.query(table)),
    async up({ id, migration_name, checksum }, script) {
      await connection.query("INSERT INTO _prisma_migrations (id, migration_name, checksum) VALUES (?, ?, ?)", [
        id,
        migration_name,
        checksum,
      ]);
      await connection.query(script);
      await connection.query(
        "UPDATE _prisma_migrations SET finished_at = CURRENT_TIMESTAMP(3), applied_steps_count = 1 WHERE id = ?",
        [id],
      );
    },
    async down(id, script) {
      await connection.query(script);
      await connection.query("DELETE FROM _prisma_migrations WHERE id = ?", [id]);
    },
    close: () => connection.end(),
  };
}
