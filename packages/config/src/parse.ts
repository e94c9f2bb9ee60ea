import type { Fault } from "./fault.ts";
import type { Sources } from "./migrate-keys.ts";
import { type GroupNode, keysOf } from "./node.ts";
import { withSections } from "./normalise.ts";
import { type Path, removeAt, showPath, type Tree } from "./paths.ts";
import { type Parsed, schema } from "./schema.ts";

/** The typed settings, with defaults in the place of every value that could not be read. */
export interface ParsedTree {
  readonly parsed: Parsed;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

/** A parser made to measure does not pay for itself when it runs once: without it the start is 40 ms shorter. */
const once = { jitless: true };

/** Reads the tree by the schema. The rest is read even if parts are faulty, so that every check can run. */
export function parseTree(given: Tree, root: GroupNode, sources: Sources): ParsedTree {
  const tree = structuredClone(withSections(given, root));
  const first = schema.safeParse(tree, once);
  if (first.success) return { parsed: first.data, faults: [], warnings: [] };

  const lenient = new Set(keysOf(root).flatMap(({ path, facts }) => (facts.lenient ? [showPath(path)] : [])));
  const all = first.error.issues.map(({ path, message }) =>
    withSource({ path: showPath(path.map(step)), message }, sources),
  );
  for (const { path } of first.error.issues) removeAt(tree, keyOf(path.map(step)));

  return {
    parsed: schema.parse(withSections(tree, root), once),
    faults: all.filter(({ path }) => !lenient.has(path)),
    warnings: all
      .filter(({ path }) => lenient.has(path))
      .map((fault) => ({ ...fault, message: `${fault.message}; the default is used` })),
  };
}

/** The fault, and where its value came from if that was not the file. */
export function withSource(fault: Fault, sources: Sources): Fault {
  const above = ([path]: readonly [string, string]) =>
    fault.path === path || fault.path.startsWith(`${path}.`) || fault.path.startsWith(`${path}[`);
  const source = [...sources].find(above)?.[1];
  return source === undefined ? fault : { ...fault, source };
}

/** The key that holds the element: lists of text are read as a whole. */
function keyOf(path: Path): Path {
  return typeof path.at(-1) === "number" ? keyOf(path.slice(0, -1)) : path;
}

function step(part: PropertyKey): string | number {
  return typeof part === "number" ? part : String(part);
}
