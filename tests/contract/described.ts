import { httpClient, type Reply } from "@signet/testkit";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "vitest";

/** The OpenAPI document of a server, against which its answers are held. */
export interface Described {
  /** An answer has to be one that the document promises; where it promises nothing, it has to be a 404. */
  expectDescribed(method: string, path: string, reply: Reply): void;
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: object }>> }>>;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** Reads the document that a server serves. */
export async function readDescription(apiUrl: string): Promise<Described> {
  const { json } = await httpClient(apiUrl).request("GET", "/openapi.json");
  // Linted where it is made.
  const document = json as { readonly paths: Paths; readonly components: object };
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validators = new Map<object, ValidateFunction>();
  const validatorOf = (schema: object) => {
    const known = validators.get(schema) ?? ajv.compile({ ...schema, components: document.components });
    validators.set(schema, known);
    return known;
  };
  const templates = Object.entries(document.paths).map(([template, methods]) => {
    const pattern = template.replace(/[.+]/g, "\\$&").replace(/\{\w+\}/g, "[^/]+");
    return { pattern: new RegExp(`^${pattern}$`), methods };
  });

  return {
    expectDescribed(method, path, { status, headers, json, text }) {
      const [plain = ""] = path.split("?");
      const name = (method === "HEAD" ? "GET" : method).toLowerCase();
      const operation = templates.find(({ pattern, methods }) => pattern.test(plain) && methods[name])?.methods[name];
      const about = `${method} ${path} answered ${status} ${text.slice(0, 300)}`;
      if (!operation) return expect([204, 400, 404], about).toContain(status);

      const promised = operation.responses[status];
      expect(promised, `${about}, which is not described`).toBeDefined();
      if (method === "HEAD") return;
      const [type] = (headers.get("content-type") ?? "").split(";");
      const content = promised?.content?.[type ?? ""];
      if (text === "") return expect(promised?.content, about).toBeUndefined();
      expect(content, `${about} as ${type}, which is not described`).toBeDefined();
      if (type !== "application/json") return;
      const validate = validatorOf(content?.schema ?? {});
      expect(validate(json) ? [] : validate.errors, about).toEqual([]);
    },
  };
}
