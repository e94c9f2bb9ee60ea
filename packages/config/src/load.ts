import { advice } from "./advice.ts";
import { checks } from "./checks/index.ts";
import { connection, connectionKeys } from "./connection.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { configError, type Fault, showFault } from "./fault.ts";
import { defaultFile, type FileContent, readConfigFile } from "./file.ts";
import { freeze } from "./freeze.ts";
import { migrateKeys, type Sources } from "./migrate-keys.ts";
import { keysOf, nodesOf } from "./node.ts";
import { normalise } from "./normalise.ts";
import { withOldKeys } from "./old-keys.ts";
import { parseTree, withSource } from "./parse.ts";
import { isTree, setAt, showPath, type Tree, valueAt } from "./paths.ts";
import { type Config, type Parsed, schema } from "./schema.ts";

/** How to load the configuration. */
export interface LoadOptions {
  /** Path of the file; without one, or empty, the default file is used if it is there. */
  readonly file?: string;
  /** The process's environment: the caller hands it in. */
  readonly env: Environment;
  /** Whether a key that is not known, or has no effect, is a fault instead of a warning. */
  readonly strict?: boolean;
  /** Whether the file must exist; true where a file is named. */
  readonly explicit?: boolean;
  /** False for commands that touch no secret: they may run with the well-known one. */
  readonly ownSecrets?: boolean;
}

/** A configuration that passed every check, and what its operator should read. */
export interface Loaded {
  readonly config: Config;
  readonly warnings: readonly string[];
  readonly file?: string;
}

/** Reads defaults, file and environment in this order, checks the whole, and throws a ConfigError with every fault. */
export function loadConfig({ file, explicit, ...options }: LoadOptions): Loaded {
  return configFrom(readConfigFile(file || defaultFile, explicit ?? Boolean(file)), options);
}

/** The same for a file that was read already. */
export function configFrom(content: FileContent, { env, strict = false, ownSecrets = true }: LoadOptions): Loaded {
  const root = nodesOf(schema);
  const { tree, unknown, faults } = normalise(content.tree, withOldKeys(root));
  const environment = readEnvironment(keysOf(withOldKeys(root)), env);

  const sources: Sources = new Map();
  for (const { path, env: name, value } of environment.settings) {
    setAt(tree, path, value);
    sources.set(showPath(path), name);
  }
  const notes = migrateKeys(tree, sources);
  const secretNotes = fallBackToOlderSecrets(tree, sources);
  const { parsed, faults: misread, warnings } = parseTree(tree, root, sources);

  const ineffective = [...unknown, ...notes.without];
  const soFar = [...faults, ...environment.faults, ...misread, ...(strict ? ineffective : [])];
  const faulty = new Set(soFar.map(({ path }) => path));
  const found = checks(parsed, { ownSecrets }).filter(({ path }) => !faulty.has(path));
  const all = [...soFar, ...found.map((fault) => withSource(fault, sources))];
  if (all.length > 0) throw configError(all, content.file, strict ? [] : unknown);

  const said: readonly Fault[] = [...(strict ? [] : ineffective), ...warnings];
  return {
    config: freeze(derive(parsed, tree)),
    warnings: [...said.map(showFault), ...notes.deprecations, ...secretNotes, ...advice(parsed, tree, root)],
    ...(content.file !== undefined && { file: content.file }),
  };
}

/** `secret_keys` if it has any, else the older `secrets.keys`, else the default. */
function fallBackToOlderSecrets(tree: Tree, sources: Sources): readonly string[] {
  const older = valueAt(tree, ["secrets", "keys"]);
  if (isEmpty(older) || !isEmpty(tree.secret_keys)) return [];
  const source = sources.get("secrets.keys") ?? "secrets.keys";
  tree.secret_keys = older;
  sources.set("secret_keys", source);
  return [`${source} is an older name of secret_keys; rename it`];
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** What follows from several keys together. */
function derive(parsed: Parsed, given: Tree): Config {
  const database = isTree(given.database) ? given.database : {};
  const keys = connectionKeys.filter((key) => database[key] !== undefined);
  const audience = parsed.session.audience.length > 0 ? parsed.session.audience : [parsed.webauthn.relying_party.id];
  return {
    ...parsed,
    database: connection(parsed.database, new Set(keys)),
    session: { ...parsed.session, audience },
  };
}
