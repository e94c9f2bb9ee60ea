import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { createAuthenticationClient } from "@signet/sdk";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../house/sources.ts";
import { type Example, examples, exported, withoutExample } from "./examples.ts";
import { newSurroundings } from "./new-surroundings.ts";
import { type RelyingParties, startRelyingParties } from "./relying-party.ts";
import { type Surroundings, surroundingNames } from "./surroundings.ts";

const run = promisify(execFile);
const shown = examples().map((each, index) => ({ ...each, file: `example-${index}` }));
/** In the repository, so that packages are found from it; ignored by git. */
const folder = join(root, "node_modules/.cache/signet/sdk-examples");

let parties: RelyingParties;
beforeAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const each of shown) await writeFile(join(folder, `${each.file}.ts`), moduleOf(each));
  await build({
    entryPoints: shown.map(({ file }) => join(folder, `${file}.ts`)),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["@signet/source"],
  });
  parties = await startRelyingParties();
});
afterAll(() => parties?.stop());

test("everything that can be called has an example", () => {
  expect(withoutExample()).toEqual([]);
  expect(shown.length).toBeGreaterThan(50);
});

test("the table for those who come from Python has every call of both", async () => {
  const readme = await readFile(join(root, "packages/sdk/README.md"), "utf8");
  const table = readme.slice(readme.indexOf("## Coming from Python")).match(/^\|.*\|$/gm) ?? [];
  const ours = Object.keys(createAuthenticationClient({ apiUrl: "http://localhost", apiSecret: "of nobody" }));
  for (const name of ours) {
    const theirs = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    expect(table.filter((row) => row.includes(`\`${theirs}(`) && row.includes(`\`${name}(`))).not.toEqual([]);
  }
  expect(ours).toHaveLength(10);
});

test("the examples are correct TypeScript", async () => {
  const files = shown.map(({ file }) => `./${file}.ts`);
  const config = { extends: join(root, "tsconfig.base.json"), files };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  // The compiler says on its standard output what is wrong.
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [compiler, "--project", folder]).catch((error) => error);
  expect(stdout).toBe("");
});

describe("the example of", () => {
  test.each(shown)("$name does what it says", async ({ file, prints }) => {
    const { example }: { example: (given: Surroundings) => Promise<void> } = await import(
      /* @vite-ignore */ pathToFileURL(join(folder, `${file}.mjs`)).href
    );
    const { given, printed } = await newSurroundings(parties);
    await example(given);
    expect(printed).toEqual(expect.arrayContaining([...prints]));
  });
});

/** An example as a module: its own import if it shows one, everything of the package if not. */
function moduleOf({ code }: Example): string {
  const own = /^import [^;]*;$/gm;
  const imports = code.match(own) ?? [`import { ${exported.join(", ")} } from "@signet/sdk";`];
  return `${imports.join("\n")}
import type { Surroundings } from ${JSON.stringify(join(root, "tests/sdk/surroundings.ts"))};
export async function example({ ${surroundingNames.join(", ")} }: Surroundings): Promise<void> {
  {
${code.replace(own, "")}
  }
}
`;
}
