// Writes the files that README.md shows into it.
import { readFileSync, writeFileSync } from "node:fs";
import { runTypescript } from "./lib/typescript.mjs";

const readme = new URL("../README.md", import.meta.url);
const { withExamples } = await runTypescript("tests/house/readme.ts");
writeFileSync(readme, withExamples(readFileSync(readme, "utf8")));
console.log("README.md is written");
