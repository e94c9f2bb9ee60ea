import type { KeyFacts, KeyType } from "./keys.ts";
import { type GroupNode, type KeyNode, nodesOf } from "./node.ts";
import { withOldKeys } from "./old-keys.ts";
import { schema } from "./schema.ts";

/** A JSON Schema or a part of one. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The file's JSON Schema (draft 2020-12), for editors. The loader is more lenient: it also reads `"5"` as 5. */
export function jsonSchema(): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Configuration of Signet",
    ...groupSchema(withOldKeys(nodesOf(schema))),
  };
}

function groupSchema({ children }: GroupNode): JsonSchema {
  const properties = [...children].map(([name, node]): [string, JsonSchema] => [
    name,
    node.kind === "group" ? groupSchema(node) : keySchema(node),
  ]);
  return { type: "object", additionalProperties: false, properties: Object.fromEntries(properties) };
}

function keySchema({ facts, of }: KeyNode): JsonSchema {
  const element = of ? groupSchema(of) : { type: "string" };
  return { ...shapes[facts.type](element), ...limits(facts), description: facts.about, ...defaultOf(facts) };
}

const shapes: Readonly<Record<KeyType, (element: JsonSchema) => JsonSchema>> = {
  bool: () => ({ type: "boolean" }),
  "whole number": () => ({ type: "integer" }),
  text: () => ({ type: "string" }),
  address: () => ({ type: "string" }),
  port: () => ({ type: ["string", "integer"] }),
  processes: () => ({ anyOf: [{ const: "auto" }, { type: "integer", minimum: 1 }] }),
  duration: () => ({ type: ["string", "integer"] }),
  "list of text": (element) => ({ type: "array", items: element }),
  "list of objects": (element) => ({ type: "array", items: element }),
  "map of text": (element) => ({ type: "object", additionalProperties: element }),
  "map of objects": (element) => ({ type: "object", additionalProperties: element }),
  "map of anything": () => ({ type: "object" }),
};

function limits({ choices, min, max }: KeyFacts): JsonSchema {
  return {
    ...(choices && { enum: choices }),
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
  };
}

/** Old keys have no default, since their absence means something: they are marked as deprecated instead. */
function defaultOf(facts: KeyFacts): JsonSchema {
  return facts.default === undefined ? { deprecated: true } : { default: facts.default };
}
