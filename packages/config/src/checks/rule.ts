import type { Fault } from "../fault.ts";

/** A rule that was looked at: the fault if it is broken. */
export type Rule = readonly [broken: boolean, path: string, message: string];

/** The faults among the rules, in their order. */
export function broken(rules: readonly Rule[]): readonly Fault[] {
  return rules.filter(([isBroken]) => isBroken).map(([, path, message]) => ({ path, message }));
}

/** Whether a text says nothing. */
export function blank(text: string): boolean {
  return text.trim() === "";
}
