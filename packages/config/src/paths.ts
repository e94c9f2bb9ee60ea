/** A place in a tree of settings: names, and positions in lists. */
export type Path = readonly (string | number)[];

/** A tree of settings as it was written: mappings, lists and scalars. */
export type Tree = { [key: string]: unknown };

/** A mapping, as opposed to a list, a scalar or nothing. */
export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The path as people write it: `webhooks.hooks[0].callback`. */
export function showPath(path: Path): string {
  return path.reduce<string>(
    (shown, step) => (typeof step === "number" ? `${shown}[${step}]` : shown === "" ? step : `${shown}.${step}`),
    "",
  );
}

/** The value at a path, if there is one. */
export function valueAt(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isTree(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, tree);
}

/** Puts a value at a path, making the mappings on the way. */
export function setAt(tree: Tree, path: readonly string[], value: unknown): void {
  const [first = "", ...rest] = path;
  if (rest.length === 0) {
    tree[first] = value;
    return;
  }
  const inner = tree[first];
  const next: Tree = isTree(inner) ? inner : {};
  tree[first] = next;
  setAt(next, rest, value);
}

/** Takes the value at a path out of its tree. */
export function removeAt(tree: Tree, path: Path): void {
  const last = path.at(-1);
  const parent = valueAt(tree, path.slice(0, -1));
  if (Array.isArray(parent) && typeof last === "number") parent[last] = {};
  else if (isTree(parent) && last !== undefined) delete parent[last];
}
