import type { z } from "zod";

/** Where the members of a schema are to be found in JSON, and of which JSON type each has to be. */
export type Form = { readonly nullable: boolean } & (
  | { readonly type: "object"; readonly members: ReadonlyMap<string, Member>; readonly reading: Reading }
  | { readonly type: "array"; readonly items: Form }
  | { readonly type: "string" | "number" | "boolean" | "free object" | "anything" }
);

/** What counts beyond the schema. */
export interface Reading {
  /** Clients write an empty text for a member that is not set, of whatever type it is. */
  readonly blankIsUnset?: boolean;
}

interface Member {
  readonly name: string;
  readonly form: Form;
}

type ObjectForm = Extract<Form, { type: "object" }>;

/** What came of looking for the members of a form. */
export type Decoded = { readonly value: unknown } | { readonly fault: string };

/** Reads the form off a schema, once. Members are known by their names in lower case, as they are written here. */
export function formOf(schema: z.core.$ZodType, reading: Reading = {}): Form {
  // Zod types its schemas by what they make of a value; what they are is a union that it exports beside them.
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object": {
      const members = Object.entries(def.shape).map(
        ([name, member]) => [name, { name, form: formOf(member, reading) }] as const,
      );
      return { type: "object", nullable: false, members: new Map(members), reading };
    }
    case "array":
      return { type: "array", nullable: false, items: formOf(def.element, reading) };
    case "optional":
    case "default":
      return formOf(def.innerType, reading);
    case "nullable":
      return { ...formOf(def.innerType, reading), nullable: true };
    case "pipe":
      return formOf(def.in, reading);
    case "enum":
      return { type: "string", nullable: false };
    case "string":
    case "number":
    case "boolean":
      return { type: def.type, nullable: false };
    case "custom":
      return { type: "free object", nullable: false };
    case "unknown":
      return { type: "anything", nullable: true };
    default:
      throw new Error(`bodies cannot have members of the type ${def.type}`);
  }
}

/** The value with the names that the form has for its members. What the form does not know is left out. */
export function decode(value: unknown, form: Form, path = ""): Decoded {
  if (form.type === "anything" || (value === null && form.nullable)) return { value };
  const expected = form.type === "free object" ? "object" : form.type;
  if (typeOf(value) !== expected) {
    const field = path === "" ? "" : `, field=${path}`;
    return { fault: `Unmarshal type error: expected=${expected}, got=${typeOf(value)}${field}` };
  }
  if (form.type === "object") return decodeMembers(value as object, form, path);
  if (form.type === "array") return decodeItems(value as readonly unknown[], form.items, path);
  return { value };
}

function decodeMembers(value: object, { members: known, reading }: ObjectForm, path: string): Decoded {
  const members = new Map<string, unknown>();
  for (const [said, content] of Object.entries(value)) {
    const member = known.get(said) ?? known.get(said.toLowerCase());
    if (!member || (content === null && !member.form.nullable)) continue;
    if (content === "" && reading.blankIsUnset) continue;
    const decoded = decode(content, member.form, path === "" ? member.name : `${path}.${member.name}`);
    if ("fault" in decoded) return decoded;
    members.set(member.name, decoded.value);
  }
  return { value: Object.fromEntries(members) };
}

function decodeItems(items: readonly unknown[], form: Form, path: string): Decoded {
  const values: unknown[] = [];
  for (const item of items) {
    // Null among objects is one of which nothing is known.
    const decoded = decode(item === null && form.type === "object" && !form.nullable ? {} : item, form, path);
    if ("fault" in decoded) return decoded;
    values.push(decoded.value);
  }
  return { value: values };
}

/** The JSON type of a value, with the names that JSON has for them. */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
