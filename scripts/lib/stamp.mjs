// Remembers what a step was made from, so that it runs again only when that changed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = join(root, "node_modules/.cache/signet");
const SKIPPED = new Set(["node_modules", "dist", ".git"]);

/** Whether the step last ran with these inputs, and what it made is still there. */
export function isUpToDate(step, print, output) {
  const file = join(folder, `${step}.stamp`);
  return existsSync(join(root, output)) && existsSync(file) && readFileSync(file, "utf8") === print;
}

/** Remembers the inputs, as they were before the step ran. */
export function remember(step, print) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${step}.stamp`), print);
}

/** What tells one state of files and folders from another: names, sizes and times, for reading them all would take long. */
export function fingerprint(inputs) {
  const hash = createHash("sha256");
  for (const input of inputs) add(hash, input);
  return hash.digest("hex");
}

function add(hash, path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stats) return;
  if (!stats.isDirectory()) {
    hash.update(`${path} ${stats.size} ${stats.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(join(root, path)).sort()) if (!SKIPPED.has(name)) add(hash, join(path, name));
}
