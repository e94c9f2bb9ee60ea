/** How the replay of a world went. */
export interface Report {
  readonly world: string;
  readonly total: number;
  readonly same: number;
  readonly failures: readonly Failure[];
  /** How many differences each reason accepted. */
  readonly accepted: ReadonlyMap<string, number>;
}

/** A walk, or an exchange, that was not answered as recorded. */
export interface Failure {
  readonly walk: string;
  readonly lines: readonly string[];
}

/** A report for a person to read: at most `show` failures, and always the sum. */
export function showReport({ world, total, same, failures, accepted }: Report, show: number): string {
  const shown = failures.slice(0, show).map(({ walk, lines }) => [walk, ...lines].join("\n    "));
  const more = failures.length > show ? [`… and ${failures.length - show} more`] : [];
  const reasons = [...accepted].map(([why, count]) => `accepted ${count}: ${why}`);
  return [...shown, ...more, ...reasons, `${world}: ${same} of ${total} as recorded`].join("\n");
}

/** How often each text occurs. */
export function countOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
