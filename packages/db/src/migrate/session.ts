import { dialectOf } from "../connect.ts";
import { connectProblem, targetOf } from "../connect-problem.ts";
import type { Dialect } from "../database.ts";

/** A row of Prisma's table of migrations. */
export interface MigrationRow {
  readonly id: string;
  readonly migration_name: string;
  readonly checksum: string;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly rolled_back_at: Date | null;
}

/** One connection, on which a schema is changed. */
export interface Session {
  readonly dialect: Dialect;
  /** The rows of Prisma's table, oldest first; none when the table does not exist yet. */
  rows(): Promise<MigrationRow[]>;
  /** Waits until nobody else migrates, `prisma migrate` included. Ends with the session. */
  lock(): Promise<void>;
  createTable(): Promise<void>;
  /** Runs the script of a migration and records it. What the database can undo is undone when it fails. */
  up(row: Pick<MigrationRow, "id" | "migration_name" | "checksum">, script: string): Promise<void>;
  /** Runs the script that undoes a migration and forgets it. */
  down(id: string, script: string): Promise<void>;
  close(): Promise<void>;
}

/** Another process may be migrating for this long. */
export const lockSeconds = 60;

/** Opens a session to the database behind a URL; fails with one line that says what to do. */
export async function openSession(url: string): Promise<Session> {
  const target = targetOf(url);
  const dialect = dialectOf(url);
  const { open } =
    dialect === "postgresql" ? await import("./postgresql-session.ts") : await import("./mysql-session.ts");
  return open(url).catch((error: unknown) => {
    throw connectProblem(target, error);
  });
}
