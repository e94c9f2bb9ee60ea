import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isConfigError, showFault } from "../fault.ts";
import { type Loaded, type LoadOptions, loadConfig } from "../load.ts";

type Options = Partial<Omit<LoadOptions, "file">>;

/** Loads a file with this text, by default with no environment and for a command that needs no secrets. */
export function loadText(text: string, options: Options = {}): Loaded {
  const folder = mkdtempSync(join(tmpdir(), "signet-config-"));
  try {
    const file = join(folder, "config.yaml");
    writeFileSync(file, text);
    return loadConfig({ env: {}, ownSecrets: false, ...options, file });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The faults of a file with this text, one line each; none if it loads. */
export function faultsOf(text: string, options: Options = {}): readonly string[] {
  try {
    loadText(text, options);
    return [];
  } catch (error) {
    if (!isConfigError(error)) throw error;
    return error.faults.map(showFault);
  }
}
