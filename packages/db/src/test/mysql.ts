import { randomUUID } from "node:crypto";
import * as mariadb from "mariadb";
import { connect } from "../connect.ts";
import type { ConnectOptions, Database } from "../database.ts";
import { migrate } from "../migrate/migrate.ts";
import { driverConfig } from "../mysql-config.ts";
import { withDatabase } from "./admin.ts";
import { undoAtEnd } from "./undo.ts";

/**
 * An empty migrated MySQL of the calling test file's own. Undefined when there is no server at
 * SIGNET_TEST_MYSQL_URL or, without that, at the standard local port; under CI=true that is an error.
 */
export async function testMysqlDatabase(options: ConnectOptions = {}): Promise<Database | undefined> {
  const url = await testMysqlUrl();
  if (!url) return undefined;
  await migrate(url);
  const db = await connect(url, options);
  undoAtEnd(() => db.close());
  return db;
}

/** The URL of an empty MySQL database without tables; undefined as with testMysqlDatabase(). */
export async function testMysqlUrl(): Promise<string | undefined> {
  const server = process.env.SIGNET_TEST_MYSQL_URL ?? "mysql://root@127.0.0.1:3306/";
  if (!(await answers(server))) return undefined;
  const name = `signet_test_${randomUUID().slice(0, 8)}`;
  await run(server, `CREATE DATABASE ${name}`);
  undoAtEnd(() => run(server, `DROP DATABASE IF EXISTS ${name}`));
  return withDatabase(server, name);
}

async function answers(server: string): Promise<boolean> {
  try {
    await run(server, "SELECT 1");
    return true;
  } catch (error) {
    if (process.env.CI === "true") throw error;
    return false;
  }
}

async function run(server: string, statement: string): Promise<void> {
  const connection = await mariadb.createConnection(driverConfig(withDatabase(server, ""), { connectTimeout: 2_000 }));
  await connection.query(statement).finally(() => connection.end());
}
