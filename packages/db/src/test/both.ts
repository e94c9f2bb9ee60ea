import { describe, test } from "vitest";
import type { ConnectOptions, Database } from "../database.ts";
import { testMysqlDatabase } from "./mysql.ts";
import { testDatabase } from "./postgresql.ts";

/** Runs the same tests on PostgreSQL and, where there is one, on MySQL: each an empty migrated database. */
export async function onBothDatabases(
  name: string,
  tests: (db: Database) => void | Promise<void>,
  options: ConnectOptions = {},
): Promise<void> {
  const postgresql = await testDatabase(options);
  describe(`${name}, on PostgreSQL`, () => tests(postgresql));
  const mysql = await testMysqlDatabase(options);
  if (mysql) describe(`${name}, on MySQL`, () => tests(mysql));
  else test.skip(`${name}, on MySQL: no server was found`);
}
