import { type Command, InvalidArgumentError } from "commander";
import type { ServeOptions } from "../process/serve.ts";
import { configInput } from "./config-option.ts";

const DESCRIPTION = `Serves until it is stopped by SIGINT or SIGTERM:

  all         everything, with the public and the admin API
  public      everything, with the public API only
  admin       everything, with the admin API only
  management  the API of multi-tenant installations

or some of the units: identity, credential, token, notification, webhook, audit, flow, gateway`;

const HELP = `
Examples:
  signet serve all                          everything in one process
  signet serve all --workers auto           the same on every core
  signet serve gateway,flow                 the browser's side; the other units at units.<name>.url
  signet serve identity --config prod.yaml  one unit, which the others call over RPC`;

/** signet serve <units…> */
export function addServe(program: Command): void {
  program
    .command("serve")
    .summary("serve all units, or some of them")
    .description(DESCRIPTION)
    .argument("[units...]", "what to serve, separated by spaces or commas")
    .option("--migrate", "apply pending migrations first")
    .option("--workers <n>", "processes behind one port: a number, or auto for one per core", readWorkers)
    .addHelpText("after", HELP)
    .action(async (names: string[], options: ServeOptions, command: Command) => {
      if (names.length === 0) return command.outputHelp();
      const { serve } = await import("../process/serve.ts");
      await serve(names, options, configInput(command));
    });
}

function readWorkers(text: string): ServeOptions["workers"] {
  if (text === "auto") return text;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError("write a whole number from 1, or auto.");
  return count;
}
