import { z } from "zod";
import { type KeyFacts, keyFacts } from "./keys.ts";

/** A key with its facts, and the shape of its elements if it holds objects. */
export interface KeyNode {
  readonly kind: "key";
  readonly facts: KeyFacts;
  readonly of?: GroupNode;
}

/** A section, or a part of one. */
export interface GroupNode {
  readonly kind: "group";
  readonly children: ReadonlyMap<string, Node>;
}

/** The schema as the loader, the documentation and the redaction walk it. */
export type Node = KeyNode | GroupNode;

/** A key with the path that leads to it. */
export interface Key extends KeyNode {
  readonly path: readonly string[];
}

/** Turns an object schema into nodes. */
export function nodesOf(schema: z.ZodObject): GroupNode {
  const children = Object.entries(schema.shape).map(([name, child]): [string, Node] => [name, nodeOf(child)]);
  return { kind: "group", children: new Map(children) };
}

function nodeOf(schema: z.core.$ZodType): Node {
  if (schema instanceof z.ZodObject) return nodesOf(schema);
  const facts = keyFacts.get(schema);
  if (!facts) throw new Error("every key of a section is made by a function of keys.ts");

  const inner = schema instanceof z.ZodPrefault ? schema.unwrap() : schema;
  const element =
    inner instanceof z.ZodArray ? inner.element : inner instanceof z.ZodRecord ? inner.valueType : undefined;
  return { kind: "key", facts, ...(element instanceof z.ZodObject && { of: nodesOf(element) }) };
}

/** All keys below a group. Elements of lists and maps of objects are reached through `of`. */
export function keysOf(group: GroupNode, path: readonly string[] = []): readonly Key[] {
  return [...group.children].flatMap(([name, node]) =>
    node.kind === "group" ? keysOf(node, [...path, name]) : [{ ...node, path: [...path, name] }],
  );
}
