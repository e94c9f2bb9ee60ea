import type { KeyFacts } from "./keys.ts";
import { type GroupNode, keysOf, nodesOf } from "./node.ts";
import { applicationSchema, schema } from "./schema.ts";

/** Whether a key holds for the process or for a tenant. */
export type Scope = "application" | "tenant";

/** What there is to know of one key. */
export interface KeyRow extends KeyFacts {
  readonly section: string;
  /** As it is written, with `[]` and `<id>` for elements: `webhooks.hooks[].callback`. */
  readonly key: string;
  readonly keyScope: Scope;
}

/** Every key, elements of lists and maps included, in the schema's order. */
export function describeKeys(): readonly KeyRow[] {
  return [...nodesOf(schema).children].flatMap(([section, node]) => {
    const scope: Scope = section in applicationSchema.shape ? "application" : "tenant";
    const single: GroupNode = { kind: "group", children: new Map([[section, node]]) };
    return rows(single, "").map(({ key, facts }) => ({ ...facts, section, key, keyScope: facts.scope ?? scope }));
  });
}

function rows(group: GroupNode, prefix: string): readonly { readonly key: string; readonly facts: KeyFacts }[] {
  return keysOf(group).flatMap(({ path, facts, of }) => {
    const key = `${prefix}${path.join(".")}`;
    const element = facts.type === "list of objects" ? `${key}[].` : `${key}.<id>.`;
    return [{ key, facts }, ...(of ? rows(of, element) : [])];
  });
}
