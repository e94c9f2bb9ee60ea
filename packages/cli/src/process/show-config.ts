import { absences, type Config, describeKeys, redact, showDuration } from "@signet/config";
import { type ConfigInput, configure } from "./configuration.ts";

type Tree = Readonly<Record<string, unknown>>;

/** What of the configuration to show. */
export interface ShowOptions {
  /** The process's sections too. */
  readonly all?: boolean;
  /** Secrets in clear text. */
  readonly secrets?: boolean;
}

/** Reads the configuration as a server would: throws with every fault, or returns what else is worth knowing. */
export function checkConfig(input: ConfigInput): { readonly notes: readonly string[]; readonly file?: string } {
  const { config, warnings, file } = configure(input);
  return { notes: [...warnings, ...absences(config)], ...(file !== undefined && { file }) };
}

/** The settings that hold, in the form in which a file has them. */
export function showConfig(input: ConfigInput, { all = false, secrets = false }: ShowOptions): Tree {
  const { config } = configure(input, { ownSecrets: false });
  const shown = writtenForm(secrets ? config : redact(config));
  return all ? shown : tenantPart(shown);
}

/** The configuration as a file would have it: durations and addresses as text, not as the program's values. */
function writtenForm(config: Config): Tree {
  const types = new Map(describeKeys().map(({ key, type }) => [key, type]));
  return write(config, "");

  function write(tree: object, prefix: string): Tree {
    return Object.fromEntries(
      Object.entries(tree).map(([name, value]) => [name, writeValue(value, `${prefix}${name}`)]),
    );
  }
  function writeValue(value: unknown, key: string): unknown {
    const type = types.get(key);
    if (type === "duration") return typeof value === "number" ? showDuration(value) : value;
    if (type === "address") return isTree(value) ? `${value.host}:${value.port}` : "";
    if (type === undefined && isTree(value)) return write(value, `${key}.`);
    return value;
  }
}

/** The sections that a tenant has for itself. */
function tenantPart(tree: Tree): Tree {
  const own = new Set(describeKeys().flatMap(({ section, keyScope }) => (keyScope === "tenant" ? [section] : [])));
  return Object.fromEntries(Object.entries(tree).filter(([section]) => own.has(section)));
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
