import type { Operation } from "../http/operation.ts";
import type { Route } from "../http/route.ts";
import { tags } from "../http/tags.ts";
import { createSchemas, type JsonSchema, type Schemas } from "./schemas.ts";

/** What an OpenAPI document says of itself. */
export interface About {
  readonly title: string;
  readonly description: string;
}

/** An OpenAPI 3.1 document, as far as this program reads it again. */
export interface OpenApi {
  readonly openapi: string;
  readonly info: About & Readonly<Record<string, unknown>>;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> } & Readonly<Record<string, unknown>>;
}

/** One method on one path. */
export interface OpenApiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly description?: unknown;
  readonly schema: JsonSchema;
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

/** How those who ask prove who they are. */
const securitySchemes = {
  cookie: { type: "apiKey", in: "cookie", name: "hanko", description: "The session, as browsers keep it." },
  session: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The session, as back ends hand it on.",
  },
  operator: { type: "http", scheme: "bearer", description: "An API key of the operator." },
  relyingParty: {
    type: "apiKey",
    in: "header",
    name: "Authorization",
    description: "`secret <secret>` with the secret of an API key, or `hanko <token>` with a signature of the request.",
  },
  apiKey: { type: "apiKey", in: "header", name: "apiKey", description: "The secret of an API key of the tenant." },
};

const security = {
  session: [{ cookie: [] }, { session: [] }],
  operator: [{ operator: [] }],
  "relying party": [{ relyingParty: [] }],
  "passkey tenant": [{ apiKey: [] }],
} as const;

/** The document of a listener (OpenAPI 3.1.1), written from the schemas with which its routes read requests. */
export function openApiOf(about: About, routes: readonly Route[]): OpenApi {
  const schemas = createSchemas();
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  const tagged = new Set<string>();
  const used = new Set<string>();
  for (const { method, path, operation } of routes) {
    if (!operation) continue;
    tagged.add(operation.tag);
    const rules = operation.access ? security[operation.access] : [];
    for (const name of rules.flatMap((rule) => Object.keys(rule))) used.add(name);
    const key = path.replace(/:(\w+)/g, "{$1}");
    paths[key] = { ...paths[key], [method.toLowerCase()]: { ...entryOf(operation, schemas), security: rules } };
  }
  return {
    openapi: "3.1.1",
    info: { ...about, version: "1", license: { name: "MIT", identifier: "MIT" } },
    // Wherever this document came from.
    ...{ servers: [{ url: "/" }] },
    tags: Object.entries(tags)
      .filter(([name]) => tagged.has(name))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: schemas.shared(),
      securitySchemes: Object.fromEntries(Object.entries(securitySchemes).filter(([name]) => used.has(name))),
    },
  };
}

function entryOf(operation: Operation, schemas: Schemas): Omit<OpenApiOperation, "security"> {
  const { id, tag, summary, description, params, query, body, answers } = operation;
  const parameters = [...parametersOf("path", params, schemas), ...parametersOf("query", query, schemas)];
  const responses = Object.entries(answers).map(([status, { description, body, type, headers }]) => [
    status,
    {
      description,
      ...(headers && { headers: headersOf(headers) }),
      ...(body && { content: { [type ?? "application/json"]: { schema: schemas.output(body) } } }),
      ...(!body && type && { content: { [type]: { schema: { type: "string" } } } }),
    },
  ]);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description && { description }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: !body.schema.safeParse({}).success,
        content: { "application/json": { schema: schemas.input(body.schema) } },
      },
    }),
    responses: Object.fromEntries(responses),
  };
}

function parametersOf(place: "path" | "query", object: Operation["params"], schemas: Schemas): readonly Parameter[] {
  if (!object) return [];
  return Object.entries(object.shape).map(([name, member]) => {
    const { description, ...schema } = schemas.input(member);
    const required = place === "path" || !member.safeParse(undefined).success;
    return { name, in: place, required, ...(description !== undefined && { description }), schema };
  });
}

function headersOf(headers: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
  );
}
