import { execFile } from "node:child_process";
import { chown, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import type { ClusterState } from "./state.ts";

const run = promisify(execFile);

/** What a child of Signet gets to see: none of the secrets that may be in our own environment. */
export const bareEnvironment = { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin" };

/** Creates the files of an empty cluster: UTF-8, sorted by code point on every machine, password only. */
export async function createCluster(
  { cluster, adminPassword }: ClusterState,
  { initdb }: Binaries,
  account: Account | undefined,
): Promise<void> {
  const passwordFile = `${cluster}.password`;
  await rm(cluster, { recursive: true, force: true });
  await mkdir(cluster, { recursive: true });
  await writeFile(passwordFile, `${adminPassword}\n`, { mode: 0o600 });
  try {
    if (account) await Promise.all([cluster, passwordFile].map((path) => chown(path, account.uid, account.gid)));
    await run(initdb, initdbArguments(cluster, passwordFile), { ...account, cwd: "/", env: bareEnvironment });
  } catch (error) {
    throw new Error(`the embedded PostgreSQL could not create its files in ${cluster}: ${lastLine(error)}`, {
      cause: error,
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function initdbArguments(cluster: string, passwordFile: string): string[] {
  return [
    `--pgdata=${cluster}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
    // Our passwords are 192 random bits, which no number of rounds makes harder to guess.
    "--set=scram_iterations=1",
    // Nothing of value is in there yet; the first checkpoint of the server syncs all of it.
    "--no-sync",
  ];
}

function lastLine(error: unknown): string {
  const text = error instanceof Error && "stderr" in error && error.stderr ? String(error.stderr) : String(error);
  return text.trim().split("\n").at(-1) ?? "";
}

/** Fails when the files were made by another major version, which cannot read them. */
export async function checkVersion({ cluster }: ClusterState, { major }: Binaries): Promise<void> {
  const found = (await readFile(join(cluster, "PG_VERSION"), "utf8")).trim();
  if (found === major) return;
  throw new Error(
    `the data in ${cluster} is of PostgreSQL ${found}, this Signet brings ${major}: ` +
      `move it over with pg_dump and psql of version ${found}, or set DATABASE_URL to a server of that version`,
  );
}
