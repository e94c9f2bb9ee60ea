/** What a member of a body is. */
type Kind = "text" | "word" | "flag" | "object" | "bytes" | "data";

/** A member by its path, what it is, and what the route makes of a body without it. */
export type Member = readonly [path: string, kind: Kind, need?: "required"];

const LONG = "A".repeat(70_000);

/** What may not stand where something of a kind belongs: other types, words that are none, more than anybody needs. */
const wrong: Readonly<Record<Kind, readonly unknown[]>> = {
  text: [7, true, [], {}, "a\0b", LONG],
  word: [7, true, [], {}, "PLATFORM", " required", "a\0b", LONG],
  flag: [7, [], {}, "true"],
  object: [7, true, [], "text"],
  bytes: [7, true, [], {}, "!", "a\0b", LONG],
  data: [0, false, "", { a: LONG }],
};

/** A value, and how a failure calls it. */
export type Case = readonly [value: unknown, about: string];

/** Values that make a request a bad one. */
export function wrongFor([path, kind, need]: Member): readonly Case[] {
  return casesOf(path, [...wrong[kind], ...(need ? [undefined, null] : [])]);
}

/** Values that say that nothing is said. */
export function unsetFor([path, , need]: Member, values: readonly unknown[]): readonly Case[] {
  return need ? [] : casesOf(path, values);
}

function casesOf(path: string, values: readonly unknown[]): readonly Case[] {
  return values.map((value) => [value, `${path} ${JSON.stringify(value)?.slice(0, 40)}`]);
}

/** The body with one member replaced; undefined leaves it out. */
export function withMember(body: unknown, path: string, value: unknown): unknown {
  const [name = "", ...rest] = path.split(".");
  const inner = (body as Readonly<Record<string, unknown>>)[name];
  return { ...(body as object), [name]: rest.length > 0 ? withMember(inner, rest.join("."), value) : value };
}
