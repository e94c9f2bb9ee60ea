import { z } from "zod";

/** A JSON Schema (2020-12), as OpenAPI 3.1 uses it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Turns our schemas into those of a document, collecting what they share. */
export interface Schemas {
  /** What may be sent. */
  input(schema: z.ZodType): JsonSchema;
  /** What comes back. */
  output(schema: z.ZodType): JsonSchema;
  /** Schemas with a name of their own, to which the others refer. */
  shared(): Readonly<Record<string, JsonSchema>>;
}

/** A collection for one document. */
export function createSchemas(): Schemas {
  const named = new Map<string, JsonSchema>();

  function convert(schema: z.ZodType, io: "input" | "output"): JsonSchema {
    // As a part of something, a schema with a name is referred to by it.
    const part = z.array(schema);
    const { items, $defs } = z.toJSONSchema(part, { io, unrepresentable: "any", override: shorten });
    for (const [name, definition] of Object.entries($defs ?? {})) named.set(name, referring(definition));
    return referring(items as JsonSchema);
  }

  return {
    input: (schema) => convert(schema, "input"),
    output: (schema) => convert(schema, "output"),
    shared: () => Object.fromEntries([...named].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** A format says what its pattern would spell out, and a list of a thousand characters helps nobody. */
function shorten({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format !== undefined || jsonSchema.type === "integer") delete jsonSchema.pattern;
  // The names of JSON's members are texts anyway.
  delete jsonSchema.propertyNames;
  delete jsonSchema.id;
}

/** The schema with its references as OpenAPI has them. */
function referring<T>(schema: T): T {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/');
  // Only what references point at has changed.
  return JSON.parse(text) as T;
}
