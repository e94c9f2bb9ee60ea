// Writes docs/errors.md from the protos and the tables of errors.
import { writeFileSync } from "node:fs";
import { generate } from "./generate.mjs";
import { runTypescript } from "./lib/typescript.mjs";

await generate();
const { errorsPage } = await runTypescript("tests/house/errors-page.ts");
writeFileSync(new URL("../docs/errors.md", import.meta.url), errorsPage());
console.log("docs/errors.md is written");
