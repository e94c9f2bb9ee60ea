import type { Command } from "commander";
import type { ConfigInput } from "../process/configuration.ts";

/** The options about the configuration, which may stand before or after a command. */
export function addConfigOptions(program: Command): Command {
  return program
    .option("--config <file>", "configuration file (YAML); default ./config/config.yaml, if it is there")
    .option("--strict", "treat unknown configuration keys as errors");
}

/** What they say. */
export function configInput(command: Command): ConfigInput {
  const { config, strict } = command.optsWithGlobals<{ config?: string; strict?: boolean }>();
  return { ...(config !== undefined && { file: config }), ...(strict !== undefined && { strict }) };
}
