import { removeLeftovers } from "@signet/kit";
import { type CommandInput, withUnits } from "./units.ts";

/** What `signet cleanup` may be told. */
export interface CleanupOptions {
  /** All when empty. */
  readonly tables: readonly string[];
  readonly pageSize: number;
  /** False: count only. */
  readonly run: boolean;
  readonly onLine: (line: string) => void;
}

/** Counts, or removes, the rows of all tenants whose time is over; the numbers by table (config-and-cli.md section 5). */
export function cleanUp(
  input: CommandInput,
  { tables, pageSize, run, onLine }: CleanupOptions,
): Promise<Readonly<Record<string, number>>> {
  return withUnits(input, async ({ leftovers }) => {
    const names = leftovers.map(({ name }) => name).toSorted();
    const unknown = tables.filter((name) => !names.includes(name));
    if (unknown.length > 0) {
      throw new Error(`invalid table name(s): ${unknown.join(", ")} - allowed values: ${names.join(", ")}`);
    }
    const chosen = leftovers.filter(({ name }) => tables.length === 0 || tables.includes(name));
    onLine(`Cleaning up table(s): ${chosen.map(({ name }) => name).join(", ")}`);
    const counts: Record<string, number> = {};
    for (const each of chosen) {
      const count = run ? await removeLeftovers(each, { bite: pageSize }) : await each.count();
      counts[each.name] = count;
      onLine(`Deleted ${count} ${each.name} in total.`);
    }
    onLine("Cleanup completed.");
    if (!run) onLine("This was a dry-run; add --run to the command to really delete the data.");
    return counts;
  });
}
