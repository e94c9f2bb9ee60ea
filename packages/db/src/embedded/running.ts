import { resolve } from "node:path";
import { isOwned } from "./owner.ts";
import { readState } from "./state.ts";

/** Where the embedded database of a data directory answers while another process runs it; undefined when none does. */
export async function runningEmbeddedPostgres(dataDir: string): Promise<string | undefined> {
  const folder = resolve(dataDir);
  if (!(await isOwned(folder))) return undefined;
  const state = await readState(folder);
  if (!state?.complete || state.port === undefined) return undefined;
  return `postgresql://signet:${state.password}@127.0.0.1:${state.port}/signet`;
}
