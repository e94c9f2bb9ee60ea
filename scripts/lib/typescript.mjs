// Runs a TypeScript program of the repository: Node 20 cannot.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./stamp.mjs";

/**
 * Bundles a program, named by its path in the repository, with the sources of our packages, and runs it with these
 * arguments. Resolves to what it exports once its top level has run.
 */
export async function runTypescript(entry, args = []) {
  const outfile = join(root, "node_modules/.cache/signet/run", entry.replace(/\.ts$/, ".mjs"));
  // Loaded when needed: on a fresh clone it is there only after the imports of the scripts.
  const { build } = await import("esbuild");
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: true,
    conditions: ["@signet/source"],
    logLevel: "error",
    plugins: [thirdPartyStaysOutside, filesKnowWhereTheyLie],
  });
  process.setSourceMapsEnabled(true);
  process.argv = [process.argv[0], join(root, entry), ...args];
  return import(pathToFileURL(outfile).href);
}

/** Packages with native code or files of their own must be loaded from where they are installed. */
const thirdPartyStaysOutside = {
  name: "third-party-stays-outside",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      const isOurs = kind === "entry-point" || path.startsWith("@signet/");
      return isOurs ? undefined : { path, external: true };
    });
  },
};

/** In a bundle `import.meta.url` would be the bundle's: what lies beside a source would not be found. */
const filesKnowWhereTheyLie = {
  name: "files-know-where-they-lie",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const url = JSON.stringify(pathToFileURL(path).href);
      return { contents: source.replaceAll("import.meta.url", url), loader: "ts" };
    });
  },
};
