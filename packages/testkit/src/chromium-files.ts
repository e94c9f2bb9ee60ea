import { execFile } from "node:child_process";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

/** Where the browser is, and what its process needs in its environment on this system. */
export interface ChromiumFiles {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Unpacks the Chromium of the npm package, once per user and version, and finds out what this system lacks:
 * without libnss3, libnspr4 or libexpat it gets those of the package, without fonts the package's font.
 */
export async function chromiumFiles(): Promise<ChromiumFiles> {
  const root = packageRoot();
  const archives = join(root, "bin");
  const folder = await privateFolder(await versionOf(root));

  const program = await unpackOnce(join(folder, "program"), async (target) => {
    await mkdir(target);
    const file = join(target, "chromium");
    await pipeline(createReadStream(join(archives, "chromium.br")), createBrotliDecompress(), createWriteStream(file));
    await chmod(file, 0o700);
  });
  const executable = join(program, "chromium");

  const env: Record<string, string> = {};
  if (await lacksLibraries(executable)) {
    const libraries = await unpackOnce(join(folder, "al2023"), (target) =>
      untar(join(archives, "al2023.tar.br"), target),
    );
    env.LD_LIBRARY_PATH = join(libraries, "lib");
  }
  if (!existsSync("/etc/fonts/fonts.conf")) {
    const fonts = await unpackOnce(join(folder, "fonts"), (target) => untar(join(archives, "fonts.tar.br"), target));
    env.FONTCONFIG_FILE = join(folder, "fonts.conf");
    await writeFile(env.FONTCONFIG_FILE, fontConfig(fonts));
  }
  return { executable, env };
}

function packageRoot(): string {
  // The package exports only its entry, build/<format>/index; the archives are beside `build`.
  return join(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "..", "..");
}

async function versionOf(root: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  if (typeof manifest !== "object" || manifest === null || !("version" in manifest))
    throw new Error(`no package: ${root}`);
  return String(manifest.version);
}

/** A folder that nobody else can write to: what lies in it is executed. */
async function privateFolder(version: string): Promise<string> {
  const { uid } = userInfo();
  const folder = join(tmpdir(), `signet-chromium-${version}-${uid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await stat(folder);
  if (found.uid !== uid || (found.mode & 0o022) !== 0) throw new Error(`${folder} can be written by others; remove it`);
  return folder;
}

/**
 * Renames a folder into place, so that a process that is killed or runs beside this one never leaves half of it. Of two at
 * once the first one's stays: unlike a file, a folder is not replaced under a browser that already runs from it.
 */
async function unpackOnce(target: string, unpack: (target: string) => Promise<void>): Promise<string> {
  if (existsSync(target)) return target;
  const temporary = await mkdtemp(`${target}-`);
  try {
    const part = join(temporary, "part");
    await unpack(part);
    await rename(part, target).catch((error: unknown) => {
      if (!existsSync(target)) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return target;
}

async function untar(archive: string, target: string): Promise<void> {
  const { extract } = await import("tar-fs");
  await pipeline(createReadStream(archive), createBrotliDecompress(), extract(target));
}

/** The dynamic linker exits with 127 before the program begins. */
function lacksLibraries(executable: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(executable, ["--version"], (error) => resolve(error?.code === 127));
  });
}

function fontConfig(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}</dir><cachedir>${folder}/cache</cachedir></fontconfig>
`;
}
