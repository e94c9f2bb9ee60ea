import type { Fault } from "./fault.ts";
import { nearest } from "./nearest.ts";
import type { GroupNode, KeyNode, Node } from "./node.ts";
import { isTree, type Path, showPath, type Tree } from "./paths.ts";

/** A file in the schema's own spelling, and what could not be placed. */
export interface Normalised {
  readonly tree: Tree;
  readonly unknown: readonly Fault[];
  readonly faults: readonly Fault[];
}

/**
 * Brings a file into the schema's spelling: a key matches exactly or else
 * without case; nothing (`null`) leaves the default; unknown keys are set
 * aside with the nearest known one.
 */
export function normalise(raw: Tree, root: GroupNode): Normalised {
  const unknown: Fault[] = [];
  const faults: Fault[] = [];
  return { tree: group(raw, root, []), unknown, faults };

  function group(value: Tree, node: GroupNode, path: Path): Tree {
    const entries = Object.entries(value).flatMap(([written, inner]): [string, unknown][] => {
      const name = spelling(written, value, node);
      const child = name === undefined ? undefined : node.children.get(name);
      if (name === undefined || !child) {
        unknown.push(unknownKey(written, node, path));
        return [];
      }
      if (inner === null || inner === undefined) return [];
      const normal = nodeValue(inner, child, [...path, name]);
      return normal === undefined ? [] : [[name, normal]];
    });
    return Object.fromEntries(entries);
  }

  function nodeValue(value: unknown, node: Node, path: Path): unknown {
    if (node.kind === "group") return section(value, node, path);
    return node.of ? objects(value, { ...node, of: node.of }, path) : value;
  }

  function section(value: unknown, node: GroupNode, path: Path): Tree | undefined {
    if (isTree(value)) return group(value, node, path);
    faults.push({ path: showPath(path), message: `must be a mapping with ${someOf(node)}` });
    return undefined;
  }

  function objects(value: unknown, { facts, of }: KeyNode & { of: GroupNode }, path: Path): unknown {
    if (facts.type === "map of objects") {
      if (!isTree(value)) return value;
      // Ids of providers count in lower case.
      const entries = Object.entries(value).map(([id, inner]) => [id.toLowerCase(), inner ?? {}] as const);
      return Object.fromEntries(entries.map(([id, inner]) => [id, section(inner, of, [...path, id]) ?? {}]));
    }
    const list = Array.isArray(value) ? value : isTree(value) ? [value] : undefined;
    return list?.map((inner, index) => section(inner, of, [...path, index]) ?? {}) ?? value;
  }
}

/** The tree with every section present, so that the schema finds a place for each default. */
export function withSections(tree: Tree, root: GroupNode): Tree {
  const entries = [...root.children].flatMap(([name, node]): [string, unknown][] => {
    const value = tree[name];
    if (node.kind === "group") return [[name, withSections(isTree(value) ? value : {}, node)]];
    return value === undefined ? [] : [[name, node.of ? elements(value, node.of) : value]];
  });
  return Object.fromEntries(entries);
}

function elements(value: unknown, of: GroupNode): unknown {
  const complete = (element: unknown) => (isTree(element) ? withSections(element, of) : element);
  if (Array.isArray(value)) return value.map(complete);
  return isTree(value) ? Object.fromEntries(Object.entries(value).map(([id, inner]) => [id, complete(inner)])) : value;
}

function spelling(written: string, siblings: Tree, node: GroupNode): string | undefined {
  if (node.children.has(written)) return written;
  const name = [...node.children.keys()].find((key) => key.toLowerCase() === written.toLowerCase());
  return name !== undefined && !Object.hasOwn(siblings, name) ? name : undefined;
}

function unknownKey(written: string, node: GroupNode, path: Path): Fault {
  const near = nearest(written, [...node.children.keys()]);
  const hint = near === undefined ? "remove it, or look it up in docs/config.md" : `did you mean ${near}?`;
  return { path: showPath([...path, written]), message: `is not a key of the configuration; ${hint}` };
}

function someOf(node: GroupNode): string {
  return `keys such as ${[...node.children.keys()].slice(0, 3).join(", ")}`;
}
