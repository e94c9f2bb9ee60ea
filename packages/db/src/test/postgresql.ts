import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { connect } from "../connect.ts";
import type { ConnectOptions, Database } from "../database.ts";
import { asAdmin, withDatabase } from "./admin.ts";
import { undoAtEnd } from "./undo.ts";

/** An empty migrated PostgreSQL of the calling test file's own; closed and dropped when the file is done. */
export async function testDatabase(options: ConnectOptions = {}): Promise<Database> {
  const db = await connect(await testDatabaseUrl(), options);
  undoAtEnd(() => db.close());
  return db;
}

/** The URL of an empty migrated PostgreSQL, for tests that start servers; dropped when the file is done. */
export function testDatabaseUrl(): Promise<string> {
  return create(inject("signetTestServer").template);
}

/** The URL of a PostgreSQL without tables; dropped when the file is done. */
export function emptyDatabaseUrl(): Promise<string> {
  return create("template0");
}

async function create(template: string): Promise<string> {
  const { adminUrl, strategy, prefix } = inject("signetTestServer");
  const name = `${prefix}_${randomUUID().slice(0, 8)}`;
  await asAdmin(adminUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template} ${strategy}`));
  undoAtEnd(() => asAdmin(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)));
  return withDatabase(adminUrl, name);
}
