// Writes docs/config.md from the schemas of packages/config.
import { writeFileSync } from "node:fs";
import { runTypescript } from "./lib/typescript.mjs";

const { configDocs } = await runTypescript("packages/config/src/docs.ts");
writeFileSync(new URL("../docs/config.md", import.meta.url), configDocs());
console.log("docs/config.md is written");
