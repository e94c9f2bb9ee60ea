import { type Glob, literalOf, readGlob } from "./glob.ts";

/** A step of a path into JSON, in the language of GJSON. */
export type Step = { readonly separator: "." | "|" } & (
  | { readonly kind: "key"; readonly name: string; readonly glob: Glob }
  /** `#`: every item of a list, or how many there are when nothing follows. */
  | { readonly kind: "each" }
  /** `#(…)`: the first item that fits; `#(…)#`: all of them. */
  | { readonly kind: "query"; readonly query: Query; readonly isAll: boolean }
  /** `@name:argument` */
  | { readonly kind: "modifier"; readonly name: string; readonly argument: string }
  /** `{a,"b":c}` and `[a,b]`: a new object or list of several paths. */
  | { readonly kind: "several"; readonly isObject: boolean; readonly parts: readonly Part[] }
);

/** What items are asked for: what a path leads to, compared with a text. */
export interface Query {
  readonly path: string;
  /** Empty: whether the path leads anywhere. */
  readonly operator: string;
  readonly value: string;
}

/** A member of a new object or list. */
export interface Part {
  readonly name: string;
  readonly path: string;
}

/** Reads a path. Undefined when its brackets do not close. */
export function readPath(path: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  let at = 0;
  let separator: Step["separator"] = ".";
  while (at < path.length) {
    const found = readStep(path, at, separator);
    if (!found) return undefined;
    steps.push(found.step);
    at = found.end;
    if (at >= path.length) break;
    separator = path[at] === "|" ? "|" : ".";
    at += 1;
    // A separator at the end asks for a member without a name.
    if (at === path.length) steps.push({ separator, kind: "key", name: "", glob: [] });
  }
  return steps;
}

interface Found {
  readonly step: Step;
  /** Where the step ends: at a separator or at the end of the path. */
  readonly end: number;
}

function readStep(path: string, at: number, separator: Step["separator"]): Found | undefined {
  const character = path[at];
  if (character === "@") return readModifier(path, at, separator);
  if (character === "{" || character === "[") return readSeveral(path, at, separator);
  if (character === "#" && (path[at + 1] === "(" || path[at + 1] === "[")) return readQuery(path, at, separator);
  const end = endOfKey(path, at);
  const raw = path.slice(at, end);
  if (raw === "#") return { step: { separator, kind: "each" }, end };
  const glob = readGlob(raw);
  return { step: { separator, kind: "key", name: literalOf(glob), glob }, end };
}

/** Where a key ends; a separator after a backslash belongs to it. */
function endOfKey(path: string, from: number): number {
  for (let at = from; at < path.length; at++) {
    if (path[at] === "\\") at += 1;
    else if (path[at] === "." || path[at] === "|") return at;
  }
  return path.length;
}

function readModifier(path: string, at: number, separator: Step["separator"]): Found | undefined {
  const [, name = ""] = /^@([^.|:]*)/.exec(path.slice(at)) ?? [];
  const end = at + 1 + name.length;
  if (path[end] !== ":") return { step: { separator, kind: "modifier", name, argument: "" }, end };
  const isBracket = /["[{(]/.test(path[end + 1] ?? "");
  const close = isBracket ? endOfGroup(path, end + 1) : endOfKey(path, end + 1);
  if (close === undefined) return undefined;
  return { step: { separator, kind: "modifier", name, argument: path.slice(end + 1, close) }, end: close };
}

function readQuery(path: string, at: number, separator: Step["separator"]): Found | undefined {
  const close = endOfGroup(path, at + 1);
  if (close === undefined) return undefined;
  const isAll = path[close] === "#";
  const query = splitQuery(path.slice(at + 2, close - 1));
  return { step: { separator, kind: "query", query, isAll }, end: isAll ? close + 1 : close };
}

const OPERATORS = ["==", "!=", "<=", ">=", "!%", "=", "<", ">", "%"];

/** Takes `path operator value` apart at the first operator that is not inside brackets or quotes. */
function splitQuery(text: string): Query {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") {
      at += 1;
      continue;
    }
    if (/["[{(]/.test(text[at] ?? "")) {
      at = (endOfGroup(text, at) ?? text.length) - 1;
      continue;
    }
    const operator = OPERATORS.find((one) => text.startsWith(one, at));
    if (!operator) continue;
    const value = unquoted(text.slice(at + operator.length).trim());
    return { path: text.slice(0, at).trim(), operator: operator === "==" ? "=" : operator, value };
  }
  return { path: text.trim(), operator: "", value: "" };
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.replace(/^"|"$/g, "").replaceAll(/\\(.)/gs, "$1") : text;
}

function readSeveral(path: string, at: number, separator: Step["separator"]): Found | undefined {
  const close = endOfGroup(path, at);
  if (close === undefined) return undefined;
  const parts = splitParts(path.slice(at + 1, close - 1)).map(readPart);
  return { step: { separator, kind: "several", isObject: path[at] === "{", parts }, end: close };
}

function readPart(text: string): Part {
  const [, quoted, rest] = /^("(?:[^"\\]|\\.)*"):(.*)$/s.exec(text) ?? [];
  if (quoted !== undefined && rest !== undefined) return { name: unquoted(quoted), path: rest };
  const steps = readPath(text);
  const last = steps?.at(-1);
  return { name: last?.kind === "key" ? last.name : "_", path: text };
}

function splitParts(text: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at += 1;
    else if (/["[{(]/.test(text[at] ?? "")) at = (endOfGroup(text, at) ?? text.length) - 1;
    else if (text[at] === ",") {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)].filter((part) => part !== "");
}

/** Where a bracket or quote that opens at `from` has closed; undefined when it does not. */
function endOfGroup(text: string, from: number): number | undefined {
  let depth = 0;
  let isQuoted = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === "\\") at += 1;
    else if (character === '"') {
      isQuoted = !isQuoted;
      if (!isQuoted && depth === 0) return at + 1;
    } else if (isQuoted) continue;
    else if ("[{(".includes(character)) depth += 1;
    else if ("]})".includes(character) && --depth === 0) return at + 1;
  }
  return undefined;
}
