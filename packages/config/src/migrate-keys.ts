import type { Fault } from "./fault.ts";
import { type OldKey, oldKeys } from "./old-keys.ts";
import { removeAt, setAt, type Tree, valueAt } from "./paths.ts";
import { readBool } from "./weak.ts";

/** Which older key or variable a value came from, by the path of the key that it now sets. */
export type Sources = Map<string, string>;

/** Notes about old keys: what to rename, and what has no effect at all. */
interface Notes {
  readonly deprecations: readonly string[];
  readonly without: readonly Fault[];
}

/**
 * Moves each old key to the keys that took its place, where those are absent.
 * The operator reads one line for every old key found.
 */
export function migrateKeys(given: Tree, sources: Sources): Notes {
  const off = new Set(
    oldKeys.filter(({ path }) => path.startsWith("convert_") && isFalse(given, path)).map((k) => k.path),
  );
  // Decided before anything moves. A value that is no boolean moves too, and is reported where it arrives.
  const enabled = "session.server_side.enabled";
  const serverSide = valueAt(given, enabled.split(".")) !== undefined && !isFalse(given, enabled);
  const deprecations: string[] = [];
  const without: Fault[] = [];

  for (const old of oldKeys) {
    const path = old.path.split(".");
    const value = valueAt(given, path);
    removeAt(given, path);
    if (value === undefined) continue;

    if (old.path.startsWith("convert_")) {
      deprecations.push(`${old.path} is not needed any more: older names count where the newer are absent; remove it`);
      continue;
    }
    if (old.becomes.length === 0) {
      without.push({ path: old.path, message: `has no effect: ${old.about}` });
      continue;
    }
    const names = old.becomes.join(" and ");
    const ignored = (old.unless && off.has(old.unless)) || (old.path.startsWith("session.server_side.") && !serverSide);
    const moves = ignored ? [] : old.becomes.filter((to) => valueAt(given, to.split(".")) === undefined);
    for (const to of moves) move(old, to, value);
    deprecations.push(
      `${sources.get(old.path) ?? old.path} is an older name of ${names}` +
        (moves.length > 0
          ? "; rename it"
          : `, and ignored because ${ignored ? "it is switched off" : "that is set"}; remove it`),
    );
  }
  if (serverSide && !off.has("convert_legacy_server_side_session_config")) limitServerSide(given);
  return { deprecations, without };

  function move(old: OldKey, to: string, value: unknown): void {
    setAt(given, to.split("."), value);
    sources.set(to, sources.get(old.path) ?? old.path);
  }
}

/** Server-side sessions were limited to a hundred where no limit was given. */
function limitServerSide(given: Tree): void {
  if (valueAt(given, ["session", "limit"]) === undefined) setAt(given, ["session", "limit"], 100);
}

function isFalse(given: Tree, path: string): boolean {
  const reading = readBool(valueAt(given, path.split(".")));
  return "value" in reading && !reading.value;
}
