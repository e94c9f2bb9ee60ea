import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { root } from "./sources.ts";

const run = promisify(execFile);

test("the tests reach every outcome of the Flow API, or say why not (npm run contract:coverage)", async () => {
  const script = join(root, "scripts/coverage-of-contract.mjs");
  const { stdout } = await run(process.execPath, [script, "--missing"]).catch((failed: { stdout: string }) => failed);
  expect(stdout.trim()).toMatch(/^\d+ of \d+ outcomes reached, \d+ excused$/);
});
