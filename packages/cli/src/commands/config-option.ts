import type { Command } from "commander";
import type { ConfigInput } from "../process/configuration.ts";

/** The options about the configuration, which may stand before or after a command. */
export function addConfigOptions(program: Command): Command {
  return program
    .option("--config <file>", "YAML; ./config/config.yaml, if there, unless given")
    .option("--strict", "take unknown configuration keys for faults");
}

/** What they say. */
export function configInput(command: Command): ConfigInput {
  const { config, strict } = command.optsWithGlobals<{ config?: string; strict?: boolean }>();
  return { ...(config !== undefined && { file: config }), ...(strict !== undefined && { strict }) };
}
