import { readFileSync } from "node:fs";

/** A difference that is meant. */
export interface Accepted {
  /** Matches "flow kind path" of a walk, or "rest part scenario / step". */
  readonly walk: RegExp;
  /** Matches a line of the difference. */
  readonly field: RegExp;
  readonly why: string;
}

/** Reads the list of accepted differences. */
export function readAccepted(file: string | URL): readonly Accepted[] {
  // The file is ours; a broken expression is told by RegExp.
  const list = JSON.parse(readFileSync(file, "utf8")) as { walk: string; field: string; why: string }[];
  return list.map(({ walk, field, why }) => ({ walk: new RegExp(walk), field: new RegExp(field), why }));
}

/** Splits the differences of one walk into those that are failures, and the reasons for the others. */
export function judge(
  label: string,
  lines: readonly string[],
  accepted: readonly Accepted[],
): { readonly failures: readonly string[]; readonly reasons: readonly string[] } {
  const failures: string[] = [];
  const reasons: string[] = [];
  for (const line of lines) {
    const reason = accepted.find(({ walk, field }) => walk.test(label) && field.test(line));
    if (reason) reasons.push(reason.why);
    else failures.push(line);
  }
  return { failures, reasons };
}
