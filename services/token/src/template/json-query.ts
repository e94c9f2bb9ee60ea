import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { fits, type Glob, isWild, readGlob } from "./glob.ts";
import { type Query, readPath, type Step } from "./json-path.ts";

/** What a GJSON path leads to, as text: a string without its quotes, anything else as JSON, nothing where there is nothing. */
export function queryText(json: JsonValue, path: string): string {
  const found = query(json, path);
  if (found === undefined || found === null) return "";
  return typeof found === "string" ? found : JSON.stringify(found);
}

/** What a path leads to. Undefined when it leads nowhere or cannot be read. */
function query(json: JsonValue, path: string): JsonValue | undefined {
  const steps = path === "" ? undefined : readPath(path);
  return steps && follow(json, steps);
}

function follow(json: JsonValue, steps: readonly Step[]): JsonValue | undefined {
  const [step, ...rest] = steps;
  if (!step) return json;
  if (Array.isArray(json) && (step.kind === "each" || (step.kind === "query" && step.isAll))) {
    return ofEach(json, step, rest);
  }
  const next = one(json, step);
  return next === undefined ? undefined : follow(next, rest);
}

/** Steps after a dot are taken by each item; steps after a bar by the list of what came of it. */
function ofEach(list: readonly JsonValue[], step: Step, rest: readonly Step[]): JsonValue | undefined {
  const bar = rest.findIndex(({ separator }) => separator === "|");
  const inner = bar < 0 ? rest : rest.slice(0, bar);
  const outer = bar < 0 ? [] : rest.slice(bar);
  if (step.kind === "each" && inner.length === 0) return follow(list.length, outer);
  const items = step.kind === "query" ? list.filter((item) => matches(item, step.query)) : list;
  const found = items.map((item) => follow(item, inner)).filter((item) => item !== undefined);
  return follow(found, outer);
}

function one(json: JsonValue, step: Step): JsonValue | undefined {
  switch (step.kind) {
    case "modifier":
      return modifiers[step.name]?.(json, step.argument);
    case "query":
      return Array.isArray(json) ? json.find((item) => matches(item, step.query)) : undefined;
    case "several": {
      const found = step.parts.flatMap(({ name, path }) => {
        const value = query(json, path);
        return value === undefined ? [] : [[name, value] as const];
      });
      return step.isObject ? Object.fromEntries(found) : found.map(([, value]) => value);
    }
    case "each":
      return member(json, "#");
    case "key":
      return isWild(step.glob) ? memberLike(json, step.glob) : member(json, step.name);
  }
}

function member(json: JsonValue, name: string): JsonValue | undefined {
  if (Array.isArray(json)) return /^\d+$/.test(name) ? json[Number(name)] : undefined;
  return isObject(json) && Object.hasOwn(json, name) ? json[name] : undefined;
}

function memberLike(json: JsonValue, glob: Glob): JsonValue | undefined {
  if (!isObject(json)) return undefined;
  const found = Object.keys(json).find((key) => fits(glob, key));
  return found === undefined ? undefined : json[found];
}

function isObject(json: JsonValue): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function matches(item: JsonValue, { path, operator, value }: Query): boolean {
  const found = path === "" ? item : isObject(item) || Array.isArray(item) ? query(item, path) : undefined;
  if (value.startsWith("~")) return compareTruth(found, operator, value.slice(1));
  if (found === undefined) return false;
  if (operator === "") return true;
  return compare(found, operator, value);
}

/** `~true`, `~false`, `~null` and `~*` ask how an item would count, whatever its type. */
function compareTruth(found: JsonValue | undefined, operator: string, kind: string): boolean {
  const isNull = found === undefined || found === null;
  const isNumber = typeof found === "number";
  const isTrue = isNumber ? found !== 0 : /^(1|t|T|true|True|TRUE)$/.test(String(found));
  const isFalse = isNumber ? found === 0 : isNull || /^(0|f|F|false|False|FALSE)$/.test(String(found));
  const counts = { "*": found !== undefined, null: isNull, true: isTrue, false: isFalse }[kind];
  return counts !== undefined && compare(counts, operator, "true");
}

function compare(found: JsonValue, operator: string, value: string): boolean {
  if (typeof found === "string") {
    if (operator === "%" || operator === "!%") return fits(readGlob(value), found) === (operator === "%");
    return order(Buffer.compare(Buffer.from(found), Buffer.from(value)), operator);
  }
  if (typeof found === "number") return order(found - (Number.parseFloat(value) || 0), operator);
  if (typeof found !== "boolean") return false;
  if (operator === "=" || operator === "!=") return (value === String(found)) === (operator === "=");
  const difference = Number(found) - (value === "true" ? 1 : value === "false" ? 0 : Number.NaN);
  return operator === ">=" || operator === "<="
    ? found === (operator === ">=") || difference === 0
    : order(difference, operator);
}

function order(difference: number, operator: string): boolean {
  switch (operator) {
    case "=":
      return difference === 0;
    case "!=":
      return difference !== 0;
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
    default:
      return false;
  }
}

const modifiers: Readonly<Record<string, (json: JsonValue, argument: string) => JsonValue | undefined>> = {
  this: (json) => json,
  valid: (json) => json,
  ugly: (json) => json,
  reverse(json) {
    if (Array.isArray(json)) return json.toReversed();
    return isObject(json) ? Object.fromEntries(Object.entries(json).toReversed()) : json;
  },
  keys: (json) => (isObject(json) ? Object.keys(json) : Array.isArray(json) ? json.map(() => null) : [null]),
  values: (json) => (isObject(json) ? Object.values(json) : Array.isArray(json) ? json : [json]),
  flatten: (json, argument) => (Array.isArray(json) ? flatten(json, /"deep"\s*:\s*true/.test(argument)) : json),
  join: (json) => (Array.isArray(json) ? Object.assign({}, ...json.filter(isObject)) : json),
  tostr: (json) => JSON.stringify(json),
  fromstr(json) {
    try {
      return typeof json === "string" ? JSON.parse(json) : undefined;
    } catch {
      return undefined;
    }
  },
};

function flatten(list: readonly JsonValue[], isDeep: boolean): JsonValue[] {
  return list.flatMap((item) => (Array.isArray(item) ? (isDeep ? flatten(item, true) : item) : [item]));
}
