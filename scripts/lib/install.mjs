// Brings node_modules to what package-lock.json says.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isUpToDate, remember, root } from "./stamp.mjs";

const installed = "node_modules/.package-lock.json"; // npm writes it last

/** Installs what is missing. Resolves to whether there was anything to do. */
export async function install(log = console.log) {
  const print = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (isUpToDate("install", print, installed)) return false;
  if (existsSync(join(root, installed)) && isNewerThanLock()) {
    remember("install", print);
    return false;
  }
  const start = performance.now();
  log("install: packages from npm, which takes a minute the first time …");
  // From nothing exactly what is locked; later only what changed.
  await npm(existsSync(join(root, installed)) ? ["install", "--no-save"] : ["ci"]);
  remember("install", print);
  log(`install: done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return true;
}

/** Somebody ran npm themselves after the lock file last changed. */
function isNewerThanLock() {
  const time = (path) => statSync(join(root, path)).mtimeMs;
  return time(installed) >= time("package-lock.json");
}

function npm(args) {
  const child = spawn("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  return new Promise((resolve, reject) => {
    child.on("error", () => reject(new Error("npm cannot be run: it comes with Node.js; is it in the PATH?")));
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ${args[0]} failed; see above`));
    });
  });
}
