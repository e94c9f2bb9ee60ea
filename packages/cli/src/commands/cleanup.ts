import { type Command, InvalidArgumentError } from "commander";
import { configInput } from "./config-option.ts";
import { type JsonFlag, jsonOption } from "./json-option.ts";

const HELP = `
A running server does the same every ten minutes, so this is for installations
that are switched off now and then, and to see what there is.

Examples:
  signet cleanup                       count what could be removed
  signet cleanup --run                 remove it
  signet cleanup -t audit_logs --run   only audit entries older than audit_log.retention`;

interface Flags extends JsonFlag {
  readonly tables: readonly string[];
  readonly pageSize: number;
  readonly run?: boolean;
}

/** signet cleanup */
export function addCleanup(program: Command): void {
  jsonOption(program.command("cleanup"), "print the numbers by table as one line of JSON")
    .summary("remove rows whose time is over")
    .description("Counts the rows whose time is over, of all tenants, and removes them with --run.")
    .option("-t, --tables <list>", "only these, separated by commas", (text) => text.split(","), [])
    .option("-s, --page-size <n>", "how many to remove at a time", readSize, 512)
    .option("--run", "really delete")
    .addHelpText("after", HELP)
    .action(async ({ tables, pageSize, run = false, json = false }: Flags, command: Command) => {
      const { cleanUp } = await import("../process/cleanup.ts");
      const input = { ...configInput(command), command: "cleanup" };
      const counts = await cleanUp(input, { tables, pageSize, run, onLine: (line) => console.error(line) });
      if (json) console.log(JSON.stringify(counts));
    });
}

function readSize(text: string): number {
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= 100_000) return size;
  throw new InvalidArgumentError("write a whole number from 1 to 100000.");
}
