import type { Answer } from "../http/answer.ts";
import type { OpenApi, OpenApiOperation } from "./document.ts";
import type { JsonSchema } from "./schemas.ts";

/** A document as one page: every route, what it takes, what it answers. No script, nothing from elsewhere. */
export function documentPage(document: OpenApi): Answer {
  return {
    status: 200,
    headers: {
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
      "cache-control": "max-age=60",
    },
    content: { type: "text/html; charset=UTF-8", text: pageOf(document) },
  };
}

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly operation: OpenApiOperation;
}

function pageOf({ info, tags, paths, components }: OpenApi): string {
  const entries = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const sections = tags.map(({ name, description }) => {
    const own = entries.filter(({ operation }) => operation.tags.includes(name));
    return `<section id="${idOf(name)}"><h2>${escaped(name)}</h2><p>${escaped(description)}</p>${own.map(entryOf).join("")}</section>`;
  });
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${escaped(name)}"><summary><b>${escaped(name)}</b></summary>${members(schema)}</details>`,
  );
  const links = [...tags.map(({ name }) => name), "Schemas"].map(
    (name) => `<a href="#${idOf(name)}">${escaped(name)}</a>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(info.title)}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${escaped(info.title)}</h1><p>${escaped(info.description)} For programs: <a href="openapi.json">openapi.json</a>.</p>
<nav>${links.join(" ")}</nav></header>
<main>${sections.join("\n")}
<section id="schemas"><h2>Schemas</h2>${schemas.join("\n")}</section></main>
</body>
</html>
`;
}

function entryOf({ method, path, operation }: Entry): string {
  const { summary, description, parameters = [], requestBody, responses } = operation;
  const rows = parameters.map(
    ({ name, in: place, required, description: about, schema }) =>
      `<tr><td><code>${escaped(name)}</code></td><td>${place}${required ? "" : ", optional"}</td><td>${typeOf(schema)}</td><td>${markup(String(about ?? ""))}</td></tr>`,
  );
  const body = Object.values(requestBody?.content ?? {}).map(({ schema }) => `<h4>Body</h4>${members(schema)}`);
  const answers = Object.entries(responses).map(([status, { description: about, content = {} }]) => {
    const kinds = Object.entries(content).map(([type, { schema }]) =>
      type === "application/json" ? typeOf(schema) : escaped(type),
    );
    return `<tr><td><code>${status}</code></td><td>${kinds.join(", ")}</td><td>${markup(about)}</td></tr>`;
  });
  return `<details id="${escaped(operation.operationId)}"><summary><code class="${method}">${method.toUpperCase()}</code> <code>${escaped(path)}</code> ${markup(summary)}</summary>
${description ? `<p>${markup(description)}</p>` : ""}${rows.length > 0 ? `<h4>Parameters</h4><table>${rows.join("")}</table>` : ""}${body.join("")}
<h4>Answers</h4><table>${answers.join("")}</table></details>`;
}

/** The members of an object, one a row; of anything else its type. */
function members(schema: JsonSchema): string {
  const properties = schema.properties as Readonly<Record<string, JsonSchema>> | undefined;
  if (!properties) return `<p>${typeOf(schema)}</p>`;
  const required = Array.isArray(schema.required) ? schema.required : [];
  const rows = Object.entries(properties).map(
    ([name, member]) =>
      `<tr><td><code>${escaped(name)}</code></td><td>${required.includes(name) ? "" : "optional"}</td><td>${typeOf(member)}</td><td>${markup(String(member.description ?? ""))}</td></tr>`,
  );
  return `<table>${rows.join("")}</table>`;
}

/** What a schema asks for, in a few words. */
function typeOf(schema: JsonSchema): string {
  const { $ref, type, items, format, enum: values, anyOf, const: only } = schema;
  if (typeof $ref === "string") {
    const name = escaped($ref.split("/").at(-1) ?? "");
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (only !== undefined) return `<code>${escaped(JSON.stringify(only))}</code>`;
  if (Array.isArray(values)) return values.map((value) => `<code>${escaped(String(value))}</code>`).join(" or ");
  if (Array.isArray(anyOf) && type === undefined) return anyOf.map((each: JsonSchema) => typeOf(each)).join(" or ");
  if (type === "array") return `list of ${typeOf((items ?? {}) as JsonSchema)}`;
  if (type === "object" && schema.properties) return `object${members(schema)}`;
  const named = Array.isArray(type) ? type.join(" or ") : String(type ?? "any");
  return escaped(format === undefined ? named : `${named} (${String(format)})`);
}

function idOf(name: string): string {
  return escaped(name.toLowerCase().replaceAll(" ", "-"));
}

/** Text with its `code` as such. */
function markup(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);
}

const style = `
  :root { color-scheme: light dark; }
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  nav a { margin-right: 1rem; }
  details { border: 1px solid #8884; border-radius: .5rem; margin: .5rem 0; padding: .5rem .75rem; }
  summary { cursor: pointer; overflow-wrap: anywhere; }
  table { border-collapse: collapse; width: 100%; }
  td { overflow-wrap: anywhere; border-top: 1px solid #8883; padding: .25rem .5rem; text-align: left; vertical-align: top; }
  @media (max-width: 45rem) { tr, td { display: block; } td { border: 0; padding: 0 .25rem; } tr { border-top: 1px solid #8883; padding: .25rem 0; } }
  h4 { margin: .75rem 0 .25rem; }
  a, .get { color: light-dark(#0550ae, #79c0ff); }
  .post { color: light-dark(#116329, #56d364); }
  .put, .patch { color: light-dark(#7d4e00, #e3b341); }
  .delete { color: light-dark(#a40e26, #ff7b72); }
`;
