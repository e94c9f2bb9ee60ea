import { absences, type Config, type Loaded, loadConfig } from "@signet/config";
import type { Logger } from "@signet/kit";
import { createLog } from "./log.ts";

/** What the command line says about the configuration. */
export interface ConfigInput {
  readonly file?: string;
  readonly strict?: boolean;
}

/** How a command wants its configuration. */
export interface ConfigOptions {
  /** False for commands that touch no secret: they may run with the well-known one. */
  readonly ownSecrets?: boolean;
  /** Replaces the process's environment. */
  readonly env?: NodeJS.ProcessEnv;
}

/** The configuration by file and environment, and the log that it asks for. */
export function configure(input: ConfigInput, options: ConfigOptions = {}): Loaded & { readonly log: Logger } {
  const loaded = loadConfig({ env: process.env, ...options, ...input });
  const { log, development } = loaded.config;
  return { ...loaded, log: createLog({ level: log.level, readable: development || process.stderr.isTTY === true }) };
}

/** Tells the operator what of the configuration has no effect. */
export function tellWarnings(warnings: readonly string[], config: Config, log: Logger): void {
  for (const line of [...warnings, ...absences(config)]) log.warn(line);
}
