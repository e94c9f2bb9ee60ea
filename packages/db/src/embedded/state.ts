import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";

/** What has to be known to start the same cluster again. */
export interface ClusterState {
  /** The folder that PostgreSQL calls its data directory. */
  readonly cluster: string;
  readonly password: string;
  readonly adminPassword: string;
  readonly port: number | undefined;
  /** False until the database exists; a cluster that never got there holds nothing and is made anew. */
  readonly complete: boolean;
}

/** The state of a cluster that does not exist yet. */
export function newState(cluster: string): ClusterState {
  return { cluster, password: newPassword(), adminPassword: newPassword(), port: undefined, complete: false };
}

/** Hexadecimal, so that it needs no quoting anywhere. */
function newPassword(): string {
  return randomBytes(24).toString("hex");
}

/** Reads the state of a data directory; undefined when nothing was created there. */
export async function readState(dataDir: string): Promise<ClusterState | undefined> {
  const file = fileIn(dataDir);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new Error(`cannot read ${file} (${error.code}): start Signet as the user who created it`, { cause: error });
  });
  if (text !== undefined) return parse(file, text);
  const orphaned = await stat(join(dataDir, "cluster")).catch(() => undefined);
  if (!orphaned) return undefined;
  throw new Error(
    `${file} with the passwords of the database is missing: restore it, or remove ${dataDir} to begin anew`,
  );
}

function parse(file: string, text: string): ClusterState {
  try {
    const state: ClusterState = JSON.parse(text);
    if (state.cluster && state.password && state.adminPassword) return state;
  } catch {
    // Falls through to the error for any file that is not ours.
  }
  throw new Error(`${file} is damaged: restore it from a backup, or remove its folder to begin anew`);
}

/** Writes the state, readable by its owner alone, in one step. */
export async function writeState(dataDir: string, state: ClusterState): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const file = fileIn(dataDir);
  const handle = await open(`${file}.new`, "w", 0o600);
  await handle.writeFile(`${JSON.stringify(state, undefined, 2)}\n`);
  await handle.sync();
  await handle.close();
  await rename(`${file}.new`, file);
}

function fileIn(dataDir: string): string {
  return join(dataDir, "server.json");
}
