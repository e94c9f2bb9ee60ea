import { type GroupNode, type Node, nodesOf } from "./node.ts";
import { isTree, type Tree } from "./paths.ts";
import { type Config, schema } from "./schema.ts";

/** What stands in the place of a secret. */
export const redacted = "<redacted>";

/** The configuration as it may be shown: secrets, and logins inside URLs, are replaced. */
export function redact(config: Config): Config {
  // Secrets are texts and stay texts, so the shape is the same.
  return inGroup({ ...config }, nodesOf(schema)) as Config;
}

function inGroup(tree: Tree, { children }: GroupNode): Tree {
  const entries = Object.entries(tree).map(([name, value]) => [name, inNode(value, children.get(name))] as const);
  return Object.fromEntries(entries);
}

function inNode(value: unknown, node: Node | undefined): unknown {
  if (node?.kind === "group") return isTree(value) ? inGroup(value, node) : value;
  if (node?.facts.secret) return hide(value);
  const of = node?.of;
  return of ? eachElement(value, (element) => (isTree(element) ? inGroup(element, of) : element)) : withoutLogin(value);
}

function hide(value: unknown): unknown {
  return Array.isArray(value) ? value.map(hide) : value === "" || value === undefined ? value : redacted;
}

function withoutLogin(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/?#\s]*@/gi, `$1${redacted}@`);
  return eachElement(value, withoutLogin);
}

function eachElement(value: unknown, change: (element: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, change(inner)]));
}
