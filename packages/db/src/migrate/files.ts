import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Dialect } from "../database.ts";

/** One step of the schema, as it lies in prisma/migrations/<dialect>/<name>/. */
export interface Migration {
  readonly name: string;
  readonly up: string;
  /** SHA-256 of the file, as Prisma computes it. */
  readonly checksum: string;
  /** The way back, where there is one. */
  readonly down: string | undefined;
}

/** Reads the migrations of a folder, in order of their names. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(names.sort().map((name) => readMigration(join(folder, name), name)));
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const [up, down] = await Promise.all([
    readFile(join(folder, "migration.sql"), "utf8"),
    readFile(join(folder, "down.sql"), "utf8").catch(() => undefined),
  ]);
  return { name, up, down, checksum: createHash("sha256").update(up).digest("hex") };
}

/**
 * Where the migrations of a dialect are: in the nearest prisma/migrations above this file. That is the root of
 * the repository for the sources as well as for the built program, and of the image.
 */
export async function migrationsFolder(dialect: Dialect): Promise<string> {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, "prisma", "migrations", dialect);
    if (await stat(candidate).catch(() => undefined)) return candidate;
    if (dirname(folder) === folder) throw new Error(`prisma/migrations/${dialect} is missing from this installation`);
  }
}
