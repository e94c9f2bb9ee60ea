import type { Fault } from "./fault.ts";
import type { KeyType } from "./keys.ts";
import type { Key } from "./node.ts";
import { isTree, showPath } from "./paths.ts";
import { fault, type Reading, read } from "./reading.ts";

/** Environment variables by name, as the process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A key that a variable sets. */
interface Setting {
  readonly path: readonly string[];
  readonly env: string;
  readonly value: unknown;
}

/** Reads the variable of every key that has one. A variable that is set but empty counts as set. */
export function readEnvironment(keys: readonly Key[], env: Environment) {
  const settings: Setting[] = [];
  const faults: Fault[] = [];
  for (const { path, facts } of keys) {
    const text = facts.env === undefined ? undefined : env[facts.env];
    if (facts.env === undefined || text === undefined) continue;
    const reading = decode(text, facts.type);
    if ("value" in reading) settings.push({ path, env: facts.env, value: reading.value });
    else faults.push({ path: showPath(path), source: facts.env, message: reading.fault });
  }
  return { settings, faults };
}

function decode(text: string, type: KeyType): Reading<unknown> {
  switch (type) {
    case "bool":
    case "whole number":
    case "duration":
      return text === "" ? fault("is set but empty; give it a value or unset it") : read(text);
    case "list of text":
      return read(text === "" ? [] : text.split(","));
    case "list of objects":
      return decodeObjects(text);
    default:
      return read(text);
  }
}

/** JSON objects separated by `;`, which therefore cannot occur inside them. */
function decodeObjects(text: string): Reading<unknown> {
  try {
    const objects: unknown[] = text.split(";").flatMap((part) => (part.trim() === "" ? [] : [JSON.parse(part)]));
    if (objects.every(isTree)) return read(objects);
  } catch {
    // The parser's message quotes the text, which may hold a secret.
  }
  return fault('invalid map json: write objects separated by ";", such as {"callback":"https://…","events":["user"]}');
}
