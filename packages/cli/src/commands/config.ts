import type { Command } from "commander";
import type { ShowOptions } from "../process/show-config.ts";
import { configInput } from "./config-option.ts";
import { addGroup } from "./group.ts";

const HELP = `
Examples:
  signet config check --config prod.yaml --strict
  signet config show                     the settings of the tenant, secrets hidden, as one line of JSON
  signet config show --all --pretty      everything that holds, defaults and environment included
  signet config schema > signet.schema.json`;

/** signet config check | show | schema */
export function addConfig(program: Command): void {
  const group = addGroup(program, "config", "check and show the configuration").addHelpText("after", HELP);

  group
    .command("check")
    .description("name every fault of the configuration at once; exit code 0 if there is none")
    .action(async (_: object, command: Command) => {
      const { checkConfig } = await load();
      const { notes, file } = checkConfig(configInput(command));
      for (const line of notes) console.error(`! ${line}`);
      console.log(`the configuration is good (${file ?? "no file: defaults and environment"})`);
    });

  group
    .command("show")
    .description("print the settings that hold, as JSON")
    .option("--all", "the process's sections too, not only the tenant's")
    .option("--secrets", "with secrets in clear text, for another installation to read")
    .option("--pretty", "over several lines")
    .action(async (options: ShowOptions & { pretty?: boolean }, command: Command) => {
      const { showConfig } = await load();
      const shown = showConfig(configInput(command), options);
      console.log(JSON.stringify(shown, undefined, options.pretty ? 2 : undefined));
    });

  group
    .command("schema")
    .description("print the JSON Schema of the file, for editors")
    .action(async () => {
      const { jsonSchema } = await import("@signet/config");
      console.log(JSON.stringify(jsonSchema(), undefined, 2));
    });
}

function load() {
  return import("../process/show-config.ts");
}
