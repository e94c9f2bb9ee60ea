// Writes docs/config.md from the schemas of packages/config.
import { writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const outfile = at("node_modules/.cache/signet/config-docs.mjs");

await build({
  entryPoints: [at("packages/config/src/docs.ts")],
  conditions: ["@signet/source"],
  bundle: true,
  format: "esm",
  platform: "node",
  outfile,
});
const { configDocs } = await import(pathToFileURL(outfile).href);
writeFileSync(at("docs/config.md"), configDocs());
console.log("docs/config.md is written");
