import type { Command } from "commander";

/** Every command that prints a result prints it with --json as one line of JSON, and nothing else on stdout. */
export function jsonOption(command: Command, about = "print the result as one line of JSON"): Command {
  return command.option("--json", about);
}

/** What the option says. */
export interface JsonFlag {
  readonly json?: boolean;
}

/** Prints JSON for people, over several lines, unless one line is asked for. */
export function printJson(value: unknown, { json = false }: JsonFlag): void {
  console.log(JSON.stringify(value, undefined, json ? undefined : 2));
}
