/** The text, or undefined (which JSON leaves out) where the message has nothing to say. */
export function textOf(text: string): string | undefined {
  return text === "" ? undefined : text;
}

/** The list, or undefined where it is empty. */
export function listOf<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** The object, or undefined where it is absent or has no members. */
export function objectOf<T extends object>(object: T | undefined): T | undefined {
  return object && Object.keys(object).length > 0 ? object : undefined;
}
