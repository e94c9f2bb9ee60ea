import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { Logger } from "@signet/kit";
import { registered } from "./registered-claims.ts";
import { evaluate } from "./template/evaluate.ts";
import { fault } from "./template/fault.ts";
import { parse } from "./template/parser.ts";
import type { Value } from "./template/value.ts";
import { type TemplateFacts, templateData } from "./template-data.ts";

/** Computes the claims of session.jwt_template for a user. A claim that fails is left out, with a warning. */
export type CustomClaims = (templates: Templates, facts: TemplateFacts) => JsonObject;

/** The setting: values to be copied, texts to be carried out, and lists and maps of both. */
type Templates = Readonly<Record<string, unknown>>;

/** A claim that was read once and is computed often. */
type Compiled = (data: Value) => JsonValue;

/** Remembers what it has read for as long as a tenant's settings live. */
export function createCustomClaims(log: Logger): CustomClaims {
  const read = new WeakMap<Templates, ReadonlyMap<string, Compiled>>();

  function compiled(templates: Templates): ReadonlyMap<string, Compiled> {
    const known = read.get(templates);
    if (known) return known;
    const claims = Object.entries(templates).flatMap(([name, template]) => {
      const claim = attempt(name, () => compile(template));
      return claim ? [[name, claim] as const] : [];
    });
    const made = new Map(claims);
    read.set(templates, made);
    return made;
  }

  function attempt<T>(claim: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      // Whatever goes wrong with a claim, nobody is kept from signing in by it.
      log.warn({ claim, err: error }, "a claim of session.jwt_template is left out");
      return undefined;
    }
  }

  return (templates, facts) => {
    const claims = compiled(templates);
    if (claims.size === 0) return {};
    const data = templateData(facts);
    const entries = [...claims].flatMap(([name, compute]) => {
      const value = attempt(name, () => typed(name, compute(data)));
      return value === undefined ? [] : [[name, value] as const];
    });
    return Object.fromEntries(entries);
  };
}

function typed(name: string, value: JsonValue): JsonValue {
  const result = registered(name, value);
  if (result === undefined) throw fault(`${name} must have the type that RFC 7519 gives it`);
  return result;
}

function compile(template: unknown): Compiled {
  if (typeof template === "string") {
    const nodes = parse(template);
    return (data) => toJson(evaluate(nodes, data));
  }
  if (Array.isArray(template)) {
    const items = template.map(compile);
    return (data) => items.map((item) => item(data));
  }
  if (typeof template === "object" && template !== null) {
    const members = Object.entries(template).map(([name, value]) => [name, compile(value)] as const);
    return (data) => Object.fromEntries(members.map(([name, value]) => [name, value(data)]));
  }
  if (typeof template === "number" || typeof template === "boolean") return () => template;
  return () => null;
}

/** What a rendered text stands for: a truth value, an object, a list, and otherwise itself. */
function toJson(text: string): JsonValue {
  if (text === "true" || text === "false") return text === "true";
  const isJson = (text.startsWith("{") && text.endsWith("}")) || (text.startsWith("[") && text.endsWith("]"));
  if (!isJson || !isShallow(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Readers of tokens give up on JSON that is nested too deeply; it stays the text it was. */
const DEEPEST = 32;

function isShallow(text: string): boolean {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === "{" || character === "[") deepest = Math.max(deepest, ++depth);
    else if (character === "}" || character === "]") depth -= 1;
  }
  return deepest <= DEEPEST;
}
