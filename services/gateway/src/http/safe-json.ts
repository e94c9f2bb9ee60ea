import type { JsonObject, JsonValue } from "@bufbuild/protobuf";

const DEEPEST = 64;

/**
 * What keeps a JSON object of strangers from being passed on, if anything: nothing behind the gateway has to wonder about
 * towers of brackets, numbers that are not finite, or U+0000, which no database stores as text.
 */
export function jsonFault(value: JsonValue, depth = 0): string | undefined {
  if (typeof value === "string") return value.includes("\0") ? "texts must not contain U+0000" : undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : "a number is out of range";
  if (typeof value !== "object" || value === null) return undefined;
  if (depth === DEEPEST) return `values must not be nested deeper than ${DEEPEST}`;

  const members = Array.isArray(value) ? value : Object.values(value);
  for (const member of members) {
    const fault = jsonFault(member, depth + 1);
    if (fault) return fault;
  }
  return Array.isArray(value) ? undefined : nameFault(value);
}

/** A member of this name, assigned to a plain object, would replace its prototype. */
function nameFault(object: JsonObject): string | undefined {
  if (Object.hasOwn(object, "__proto__")) return "a member must not be called __proto__";
  return Object.keys(object).some((name) => name.includes("\0")) ? "names must not contain U+0000" : undefined;
}
