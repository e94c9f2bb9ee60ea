import { compare, equal } from "./compare.ts";
import { escapeHtml, escapeJavaScript, escapeQuery } from "./escape.ts";
import { fault } from "./fault.ts";
import { format } from "./format.ts";
import { isTrue, print, typeName, type Value } from "./value.ts";

type Fn = (args: readonly Value[]) => Value;

/** Every function there is, but `and` and `or`. */
const functions: Readonly<Record<string, Fn>> = {
  not: (args) => !isTrue(only("not", args)),
  eq: equal,
  ne: (args) => !equal(pair("ne", args)),
  lt: (args) => compare(pair("lt", args)) < 0,
  le: (args) => compare(pair("le", args)) <= 0,
  gt: (args) => compare(pair("gt", args)) > 0,
  ge: (args) => compare(pair("ge", args)) >= 0,
  len: (args) => BigInt(bytes("len", only("len", args)).length),
  index: indexOf,
  slice,
  print: printAll,
  println: (args) => `${args.map(print).join(" ")}\n`,
  printf: ([pattern, ...args]) => {
    if (typeof pattern !== "string") throw fault("printf wants a format first");
    return format(pattern, args);
  },
  html: (args) => escapeHtml(toEscape(args)),
  js: (args) => escapeJavaScript(toEscape(args)),
  urlquery: (args) => escapeQuery(toEscape(args)),
};

/** Whether a function of this name exists. */
export function isFunction(name: string): boolean {
  return Object.hasOwn(functions, name) || isLazy(name);
}

/** Whether a function may leave arguments alone. */
export function isLazy(name: string): boolean {
  return name === "and" || name === "or";
}

/** Whether a lazy function is content with a value. */
export function stopsAt(name: string, value: Value): boolean {
  return isTrue(value) === (name === "or");
}

/** Calls a function that wants all its arguments. */
export function callFunction(name: string, args: readonly Value[]): Value {
  const fn = functions[name];
  if (!fn) throw fault(`${name} needs an argument`);
  return fn(args);
}

function only(name: string, args: readonly Value[]): Value {
  if (args.length !== 1) throw fault(`${name} wants one argument`);
  return args[0];
}

function pair(name: string, args: readonly Value[]): readonly [Value, Value] {
  if (args.length !== 2) throw fault(`${name} wants two arguments`);
  return [args[0], args[1]];
}

/** Go counts the bytes of a string, not its characters. */
function bytes(name: string, value: Value): Buffer {
  if (typeof value !== "string") throw fault(`${name} of ${typeName(value)}`);
  return Buffer.from(value);
}

function position(value: Value, most: number): number {
  if (typeof value !== "bigint") throw fault(`cannot index with ${typeName(value)}`);
  if (value < 0n || value > BigInt(most)) throw fault(`index out of range: ${value}`);
  return Number(value);
}

function indexOf([item, ...indexes]: readonly Value[]): Value {
  if (item === undefined) throw fault("index of nil");
  return indexes.reduce<Value>((value, index) => {
    const list = bytes("index", value);
    return BigInt(list[position(index, list.length - 1)] ?? 0);
  }, item);
}

function slice([item, ...indexes]: readonly Value[]): Value {
  const list = bytes("slice", item);
  if (indexes.length > 2) throw fault("a string has no third index");
  const [from = 0, to = list.length] = indexes.map((index) => position(index, list.length));
  if (from > to) throw fault(`invalid slice index: ${from} > ${to}`);
  return list.subarray(from, to).toString("utf8");
}

function toEscape(args: readonly Value[]): string {
  return args.length === 1 && args[0] === undefined ? "<no value>" : printAll(args);
}

/** Blanks stand between values of which neither is a string (Go's fmt.Sprint). */
function printAll(args: readonly Value[]): string {
  return args.reduce<string>((text, value, index) => {
    const before = args[index - 1];
    const isApart = index > 0 && typeof value !== "string" && typeof before !== "string";
    return `${text}${isApart ? " " : ""}${print(value)}`;
  }, "");
}
