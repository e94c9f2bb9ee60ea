import { type MigrationStatus, migrate, migrateDown, migrationStatus } from "@signet/db";
import { type ConfigInput, configure } from "./configuration.ts";
import { databaseForCommand } from "./database.ts";

/** Applies every pending migration and returns their names. */
export function migrateUp(input: ConfigInput): Promise<string[]> {
  return onDatabase(input, (url, onProgress) => migrate(url, { onProgress }));
}

/** Undoes the newest migrations and returns their names. */
export function migrateBack(input: ConfigInput, steps: number): Promise<string[]> {
  return onDatabase(input, (url, onProgress) => migrateDown(url, steps, { onProgress }));
}

/** How every migration stands. */
export function migrationsOf(input: ConfigInput): Promise<MigrationStatus[]> {
  return onDatabase(input, (url) => migrationStatus(url));
}

async function onDatabase<T>(
  input: ConfigInput,
  work: (url: string, onProgress: (line: string) => void) => Promise<T>,
): Promise<T> {
  const { config, log } = configure(input, { ownSecrets: false });
  const server = await databaseForCommand(config, log);
  try {
    return await work(server.url, (line) => log.info(line));
  } finally {
    await server.stop();
  }
}
