// npm test: everything, from a fresh clone. Options are Vitest's, e.g. `npm test -- services/token`.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { prepare } from "./lib/prepare.mjs";
import { root } from "./lib/stamp.mjs";

await prepare();
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const reporters = ["--reporter=default", `--reporter=${join(root, "scripts/lib/skipped.mjs")}`];
const child = spawn(process.execPath, [vitest, "run", ...reporters, ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
child.on("close", (code) => {
  process.exitCode = code ?? 1;
});
// Ctrl-C reaches both; the child tidies up and its exit code counts.
process.on("SIGINT", () => undefined);
