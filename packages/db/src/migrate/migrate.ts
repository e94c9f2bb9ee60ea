import { randomUUID } from "node:crypto";
import { dialectOf } from "../connect.ts";
import { type Migration, migrationsFolder, readMigrations } from "./files.ts";
import { type MigrationRow, openSession, type Session } from "./session.ts";

/** How a migration stands: "changed" and "failed" need a person, "unknown" comes from a newer Signet. */
export type MigrationState = "applied" | "pending" | "changed" | "failed" | "unknown";

/** One migration, seen from the files and from the database. */
export interface MigrationStatus {
  readonly name: string;
  readonly state: MigrationState;
  readonly appliedAt: Date | undefined;
}

/** What the runners of migrations take. */
export interface MigrateOptions {
  /** Hears one line per migration. */
  readonly onProgress?: (line: string) => void;
  /** Default: the migrations that belong to this program. */
  readonly folder?: string;
}

/**
 * Applies what is pending, in order, and returns the names. Several processes may do so at once: one works, the
 * others wait. Costs one statement when nothing is pending.
 */
export function migrate(url: string, options: MigrateOptions = {}): Promise<string[]> {
  return inSession(url, options, async (session, migrations) => {
    if (statusOf(migrations, await session.rows()).every(isSettled)) return [];
    await session.lock();
    await session.createTable();
    // Only now can be told what failed from what another process was at, and what that one has left to do.
    const pending = pendingOf(migrations, await session.rows());
    for (const migration of pending) {
      options.onProgress?.(`applying migration ${migration.name}`);
      const row = { id: randomUUID(), migration_name: migration.name, checksum: migration.checksum };
      await session.up(row, migration.up).catch(failed(migration.name));
    }
    return pending.map(({ name }) => name);
  });
}

/** Undoes the newest applied migrations and returns their names, the newest first. */
export function migrateDown(url: string, steps: number, options: MigrateOptions = {}): Promise<string[]> {
  return inSession(url, options, async (session, migrations) => {
    await session.lock();
    const applied = (await session.rows()).filter(isApplied).reverse().slice(0, steps);
    for (const row of applied) {
      const down = migrations.find(({ name }) => name === row.migration_name)?.down;
      if (!down) throw new Error(`migration ${row.migration_name} cannot be undone: it has no down.sql here`);
      options.onProgress?.(`undoing migration ${row.migration_name}`);
      await session.down(row.id, down).catch(failed(row.migration_name));
    }
    return applied.map((row) => row.migration_name);
  });
}

/** How every migration stands, known to the files, to the database or to both; in order of their names. */
export function migrationStatus(url: string, options: MigrateOptions = {}): Promise<MigrationStatus[]> {
  return inSession(url, options, async (session, migrations) => statusOf(migrations, await session.rows()));
}

async function inSession<T>(
  url: string,
  { folder }: MigrateOptions,
  run: (session: Session, migrations: Migration[]) => Promise<T>,
): Promise<T> {
  const [session, migrations] = await Promise.all([openSession(url), migrationsFor(url, folder)]);
  return run(session, migrations).finally(() => session.close());
}

async function migrationsFor(url: string, folder: string | undefined): Promise<Migration[]> {
  return readMigrations(folder ?? (await migrationsFolder(dialectOf(url))));
}

function statusOf(migrations: readonly Migration[], rows: readonly MigrationRow[]): MigrationStatus[] {
  const names = new Set([...migrations.map(({ name }) => name), ...rows.map((row) => row.migration_name)]);
  return [...names].sort().map((name) => {
    const row = rows.findLast((row) => row.migration_name === name && !row.rolled_back_at);
    const migration = migrations.find((migration) => migration.name === name);
    return { name, state: stateOf(migration, row), appliedAt: row?.finished_at ?? undefined };
  });
}

function stateOf(migration: Migration | undefined, row: MigrationRow | undefined): MigrationState {
  if (!row) return "pending";
  if (!row.finished_at) return "failed";
  if (!migration) return "unknown";
  return row.checksum === migration.checksum ? "applied" : "changed";
}

/** What is left to apply; throws where the database and the files tell different stories. */
function pendingOf(migrations: readonly Migration[], rows: readonly MigrationRow[]): Migration[] {
  const status = new Map(statusOf(migrations, rows).map(({ name, state }) => [name, state]));
  for (const [name, state] of status) {
    if (state === "changed") {
      throw new Error(
        `migration ${name} was changed after it was applied: restore the file of the release that did so`,
      );
    }
    if (state === "failed") {
      throw new Error(
        `migration ${name} failed half-way: restore the backup from before it, or complete it by hand and ` +
          "set finished_at of its row in _prisma_migrations",
      );
    }
  }
  return migrations.filter(({ name }) => status.get(name) === "pending");
}

function isSettled({ state }: MigrationStatus): boolean {
  return state === "applied" || state === "unknown";
}

function isApplied(row: MigrationRow): boolean {
  return row.finished_at !== null && row.rolled_back_at === null;
}

function failed(name: string): (error: Error) => never {
  return (error) => {
    throw new Error(`migration ${name}: ${error.message}`, { cause: error });
  };
}
