import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import fc from "fast-check";

/** Texts that have broken programs before: control characters, halves of pairs, patterns, queries, paths, numbers. */
const NASTY = [
  ...["", " ", "\0", "a\0b", "%", "_", "\\", "'", "' OR 1=1 --", '"', "{", "[]", "null", "-1", "1e309", "NaN"],
  ...["../..", "//", "?", "#", "\u{1F511}", "\ud800", "\u202e", "é", "__proto__", "constructor", "toString"],
  ...["kim@example.com", "KIM@EXAMPLE.COM", "a@b", "https://example.com/x", "javascript:alert(1)", "x".repeat(5000)],
  ...["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-00000000000G", "2026-01-01T00:00:00Z"],
];

/** Texts, among them those that mean something here. */
export function texts(known: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: fc.constantFrom(...known), weight: 3 },
    { arbitrary: fc.constantFrom(...NASTY), weight: 2 },
    { arbitrary: fc.uuid(), weight: 1 },
    { arbitrary: fc.string({ unit: "binary", maxLength: 40 }), weight: 1 },
  );
}

/** Any JSON, with the texts among its texts. */
export function anyJson(known: readonly string[]): fc.Arbitrary<unknown> {
  return fc.oneof(texts(known), fc.jsonValue({ maxDepth: 3 }));
}

/** A JSON Schema, as far as this file reads it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
}

/** What a schema describes, and now and then something else in its place. */
export function likeSchema(schema: Schema, known: readonly string[]): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: asSchema(schema, known), weight: 6 }, { arbitrary: anyJson(known), weight: 1 });
}

function asSchema(schema: Schema, known: readonly string[]): fc.Arbitrary<unknown> {
  const { type, properties, items, enum: values, anyOf } = schema;
  const [only] = anyOf ?? [];
  if (!type && only) return asSchema(only, known);
  if (properties) {
    const members = Object.entries(properties).map(([name, member]) => [name, likeSchema(member, known)] as const);
    return fc.record(Object.fromEntries(members), { requiredKeys: [] });
  }
  if (values) return fc.constantFrom(...values);
  if (type === "array") return fc.array(likeSchema(items ?? {}, known), { maxLength: 3 });
  if (type === "boolean") return fc.boolean();
  if (type === "integer" || type === "number") return fc.oneof(fc.integer({ min: -1, max: 1000 }), fc.maxSafeInteger());
  if (type === "object") return fc.dictionary(texts(known), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
  return texts(known);
}

const wellKnown: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  "google.protobuf.Timestamp": fc.constantFrom("2026-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
  "google.protobuf.Duration": fc.constantFrom("0s", "3.000000001s", "-1s", "315576000000s"),
  "google.protobuf.FieldMask": fc.constantFrom("", "name", "username,name", "picture", "emails", "x.y"),
  "google.protobuf.Any": fc.constant({}),
  "google.protobuf.Struct": fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
  "google.protobuf.Value": fc.jsonValue({ maxDepth: 2 }),
};

/** A message in its JSON form: what its descriptor allows, whatever the service makes of it. */
export function messages(message: DescMessage, known: readonly string[], depth = 0): fc.Arbitrary<unknown> {
  const special = wellKnown[message.typeName];
  if (special) return special;
  if (depth > 3) return fc.constant({});
  const members: Record<string, fc.Arbitrary<unknown>> = {};
  for (const field of message.fields) if (!field.oneof) members[field.jsonName] = fieldOf(field, known, depth);
  const alternatives = message.oneofs.map((group) =>
    fc.oneof(
      fc.constant({}),
      ...group.fields.map((field) => fieldOf(field, known, depth).map((value) => ({ [field.jsonName]: value }))),
    ),
  );
  return fc
    .tuple(fc.record(members, { requiredKeys: [] }), ...alternatives)
    .map((parts) => Object.assign({}, ...parts));
}

function fieldOf(field: DescField, known: readonly string[], depth: number): fc.Arbitrary<unknown> {
  if (field.fieldKind === "list") {
    const { message, scalar } = field;
    const item = message ? messages(message, known, depth + 1) : scalarOf(scalar ?? ScalarType.INT32, known);
    return fc.array(item, { maxLength: 3 });
  }
  if (field.fieldKind === "map") return fc.constant({});
  if (field.fieldKind === "message") return messages(field.message, known, depth + 1);
  if (field.fieldKind === "enum") return fc.integer({ min: 0, max: 20 });
  return scalarOf(field.scalar, known);
}

function scalarOf(scalar: ScalarType, known: readonly string[]): fc.Arbitrary<unknown> {
  // JSON of a message is UTF-8, which has no halves of pairs.
  if (scalar === ScalarType.STRING) return texts(known).map((text) => text.replace(/[\ud800-\udfff]/g, ""));
  if (scalar === ScalarType.BOOL) return fc.boolean();
  if (scalar === ScalarType.BYTES)
    return fc.uint8Array({ maxLength: 80 }).map((b) => Buffer.from(b).toString("base64"));
  const unsigned = scalar === ScalarType.UINT32 || scalar === ScalarType.UINT64;
  return fc.constantFrom(0, 1, 2, 7, 1_000, 1_001, 2 ** 31 - 1, ...(unsigned ? [] : [-1, -(2 ** 31)]));
}
