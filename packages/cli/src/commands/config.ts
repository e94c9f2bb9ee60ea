import type { Command } from "commander";
import type { ShowOptions } from "../process/show-config.ts";
import { configInput } from "./config-option.ts";
import { addGroup } from "./group.ts";
import { type JsonFlag, jsonOption, printJson } from "./json-option.ts";

const HELP = `
Examples:
  signet config check --config prod.yaml --strict
  signet config show                     the settings of the tenant, secrets hidden, as one line of JSON
  signet config show --all --pretty      everything that holds, defaults and environment included
  signet config schema > signet.schema.json`;

const CHECK_HELP = `
Notes on what is old, or has no effect, go to stderr and are no faults.

Exit codes: 0 the configuration is good, 1 it has faults, which stderr names.

Example:
  signet config check --config prod.yaml --strict`;

/** signet config check | show | schema */
export function addConfig(program: Command): void {
  const group = addGroup(program, "config", "check and show the configuration").addHelpText("after", HELP);

  jsonOption(group.command("check"))
    .description("name every fault of the configuration at once")
    .addHelpText("after", CHECK_HELP)
    .action(async ({ json = false }: JsonFlag, command: Command) => {
      const { checkConfig } = await load();
      const { notes, file } = checkConfig(configInput(command));
      if (json) return console.log(JSON.stringify({ file: file ?? null, notes }));
      for (const line of notes) console.error(`! ${line}`);
      console.log(`the configuration is good (${file ?? "no file: defaults and environment"})`);
    });

  jsonOption(group.command("show"), "one line, which is how it is printed unless --pretty is given")
    .description("print the settings that hold, as JSON")
    .option("--all", "the process's sections too, not only the tenant's")
    .option("--secrets", "with secrets in clear text, for another installation to read")
    .option("--pretty", "over several lines")
    .addHelpText("after", "\nExample:\n  signet config show --all --pretty")
    .action(async (options: ShowOptions & { pretty?: boolean }, command: Command) => {
      const { showConfig } = await load();
      printJson(showConfig(configInput(command), options), { json: options.pretty !== true });
    });

  jsonOption(group.command("schema"))
    .description("print the JSON Schema of the file, for editors")
    .addHelpText("after", "\nExample:\n  signet config schema > signet.schema.json")
    .action(async (flags: JsonFlag) => {
      const { jsonSchema } = await import("@signet/config");
      printJson(jsonSchema(), flags);
    });
}

function load() {
  return import("../process/show-config.ts");
}
