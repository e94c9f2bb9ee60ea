import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A file of the repository, by its path from the root. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Every file that is, or is about to be, in the repository. What git ignores is generated. */
export function trackedFiles(): readonly string[] {
  const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return list
    .split("\0")
    .sort() // Else files that are not committed yet would stand before all others.
    .filter((path) => path !== "" && statSync(join(root, path), { throwIfNoEntry: false })?.isFile());
}

/** The tracked files whose path passes. */
export function sources(passes: (path: string) => boolean): readonly Source[] {
  return trackedFiles()
    .filter(passes)
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** TypeScript that runs in production. */
export function isProduct(path: string): boolean {
  return /^(packages|services)\/.*\.ts$/.test(path) && !isTest(path);
}

/** Tests, and what only tests use. */
export function isTest(path: string): boolean {
  return /\/test\/|\.test\.ts$|\.fixture\.ts$|^packages\/testkit\/|^tests\//.test(path);
}

/** "path:line: the line" for every line that the pattern finds. */
export function linesWith(pattern: RegExp, files: readonly Source[]): readonly string[] {
  return files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

/** The text without its comments, line numbers kept. */
export function withoutComments({ path, text }: Source): Source {
  const blank = (comment: string) => comment.replace(/[^\n]/g, " ");
  return { path, text: text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/(?<=^|[\s;{(,])\/\/.*$/gm, blank) };
}
