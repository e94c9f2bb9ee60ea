import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { identify } from "./processes.ts";

/**
 * Makes this process the only one that uses a data directory, and returns the function that gives it back.
 * A process that died without doing so is recognised and replaced.
 */
export async function own(dataDir: string): Promise<() => Promise<void>> {
  const file = fileIn(dataDir);
  const self = `${process.pid} ${(await identify(process.pid))?.started}\n`;
  await mkdir(dataDir, { recursive: true }).catch(unusable(dataDir));
  for (let attempt = 0; ; attempt += 1) {
    if (await create(file, self).catch(unusable(dataDir))) return () => rm(file, { force: true });
    const owner = await ownerIn(file);
    if (owner.alive || attempt === 3) {
      throw new Error(
        `the database in ${dataDir} is in use by another Signet (process ${owner.pid}): ` +
          "stop that one, or set DATABASE_URL to a PostgreSQL that both can use",
      );
    }
    await rm(file, { force: true });
  }
}

/** Says what to do where the folder cannot be made, or nothing can be written in it. */
function unusable(dataDir: string) {
  return (error: NodeJS.ErrnoException): never => {
    throw new Error(
      `cannot write in ${dataDir}, where the embedded database lives (${error.code}): let this user write there, ` +
        "or name another folder by database.embedded_dir, or a PostgreSQL by DATABASE_URL",
      { cause: error },
    );
  };
}

/** Whether a running process uses a data directory. */
export async function isOwned(dataDir: string): Promise<boolean> {
  return (await ownerIn(fileIn(dataDir))).alive;
}

function fileIn(dataDir: string): string {
  return join(dataDir, "owner.pid");
}

async function create(file: string, content: string): Promise<boolean> {
  try {
    await writeFile(file, content, { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function ownerIn(file: string): Promise<{ pid: number; alive: boolean }> {
  const content = await readFile(file, "utf8").catch(() => "");
  const [, pid, started] = /^(\d+) (.+)\n$/.exec(content) ?? [];
  const running = pid ? await identify(Number(pid)) : undefined;
  return { pid: Number(pid), alive: running !== undefined && running.started === started };
}
