/** What came of reading a raw value: the typed value, or what is wrong with it. */
export type Reading<T> = { readonly value: T } | { readonly fault: string };

/** A value that was understood. */
export function read<T>(value: T): Reading<T> {
  return { value };
}

/** A value that was not, and what to write instead. */
export function fault(message: string): Reading<never> {
  return { fault: message };
}
