import type { Operation, Workplace } from "./operations.ts";
import type { Wire } from "./wire.ts";

const ROUNDS = 5;

/**
 * Does an operation alone, some times, and counts the statements to the database between each request and its answer:
 * the least of all rounds, since what works in the background is counted when it comes between. Undefined where the
 * server does not tell.
 */
export async function statementsPerAction(
  operation: Operation,
  workplaces: readonly Workplace[],
  statements: () => Promise<number | undefined>,
): Promise<readonly string[] | undefined> {
  if ((await statements()) === undefined) return undefined;
  const least = new Map<string, number>();
  for (const workplace of workplaces.slice(0, ROUNDS)) {
    const counts = new Map<string, number>();
    await operation({ ...workplace, wire: counting(workplace.wire, statements, counts) });
    for (const [action, count] of counts) least.set(action, Math.min(least.get(action) ?? count, count));
  }
  return [...least].map(([action, count]) => `${action} ${count}`);
}

function counting(wire: Wire, statements: () => Promise<number | undefined>, counts: Map<string, number>): Wire {
  return {
    ...wire,
    async request(method, path, body, headers) {
      const before = (await statements()) ?? 0;
      const answer = await wire.request(method, path, body, headers);
      counts.set(nameOf(path), ((await statements()) ?? 0) - before);
      return answer;
    },
  };
}

/** An action's name, or a path. */
function nameOf(path: string): string {
  return /action=([a-z_]+)/.exec(path)?.[1] ?? path;
}
