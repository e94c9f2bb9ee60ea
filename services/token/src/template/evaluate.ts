import { fault } from "./fault.ts";
import { callFunction, isLazy, stopsAt } from "./functions.ts";
import type { Branch, Command, Nodes, Operand, Pipe } from "./tree.ts";
import { isMethod, isStruct, isTrue, print, typeName, type Value } from "./value.ts";

/** A template comes from an operator and works on what a user wrote: neither may keep a server busy. */
const MOST_STEPS = 50_000;
const LONGEST_TEXT = 65_536;

/** Carries a template out on its data. Throws a fault where Go's text/template would stop with an error. */
export function evaluate(template: Nodes, data: Value): string {
  const run: Run = { output: "", steps: 0, variables: [{ name: "$", value: data }] };
  walk(run, template, data);
  return run.output;
}

interface Run {
  output: string;
  steps: number;
  /** Innermost last. */
  variables: { readonly name: string; value: Value }[];
}

type Jump = "break" | "continue" | undefined;

function walk(run: Run, nodes: Nodes, dot: Value): Jump {
  for (const node of nodes) {
    step(run);
    if (node.kind === "text") write(run, node.text);
    else if (node.kind === "action") {
      const value = evaluatePipe(run, node.pipe, dot);
      if (node.pipe.variables.length === 0) write(run, print(value));
    } else if (node.kind === "break" || node.kind === "continue") return node.kind;
    else {
      const jump = inScope(run, () => walkBranch(run, node, dot));
      if (jump) return jump;
    }
  }
  return undefined;
}

function walkBranch(run: Run, branch: Branch, dot: Value): Jump {
  const value = evaluatePipe(run, branch.pipe, dot);
  if (branch.kind === "range") return walkRange(run, branch, { value, dot });
  if (!isTrue(value)) return walk(run, branch.otherwise, dot);
  return walk(run, branch.body, branch.kind === "with" ? value : dot);
}

/** Whole numbers count up to themselves; nothing else that there is can be gone through. */
function walkRange(run: Run, { pipe, body, otherwise }: Branch, at: { value: Value; dot: Value }): Jump {
  const { value, dot } = at;
  if (value !== undefined && typeof value !== "bigint") throw fault(`range cannot iterate over ${typeName(value)}`);
  if (pipe.variables.length > 1) throw fault("range over a number has one variable");
  for (let item = 0n; item < (value ?? 0n); item++) {
    step(run);
    const jump = inScope(run, () => {
      for (const name of pipe.variables) setVariable(run, name, item);
      return walk(run, body, item);
    });
    if (jump === "break") return undefined;
  }
  return value === undefined || value <= 0n ? walk(run, otherwise, dot) : undefined;
}

/** Variables that are declared inside are gone afterwards. */
function inScope<T>(run: Run, work: () => T): T {
  const outside = run.variables.length;
  const result = work();
  run.variables.length = outside;
  return result;
}

function step(run: Run): void {
  if (++run.steps > MOST_STEPS) throw fault("the template does too much");
}

function write(run: Run, text: string): void {
  if (run.output.length + text.length > LONGEST_TEXT) throw fault("the output is too long");
  run.output += text;
}

function evaluatePipe(run: Run, pipe: Pipe, dot: Value): Value {
  let last: readonly Value[] = [];
  for (const command of pipe.commands) last = [short(evaluateCommand(run, command, { dot, last }))];
  const [value] = last;
  for (const name of pipe.variables) {
    if (pipe.declares) run.variables.push({ name, value });
    else setVariable(run, name, value);
  }
  return value;
}

function short(value: Value): Value {
  if (typeof value === "string" && value.length > LONGEST_TEXT) throw fault("a text is too long");
  return value;
}

/** Where a command stands: the dot, and the value of the command before it if there was one. */
interface At {
  readonly dot: Value;
  readonly last: readonly Value[];
}

function evaluateCommand(run: Run, [first, ...rest]: Command, { dot, last }: At): Value {
  step(run);
  const read = (operand: Operand) => evaluateOperand(run, operand, dot);
  if (first.kind === "function") {
    if (!isLazy(first.name)) return callFunction(first.name, [...rest.map(read), ...last]);
    return firstThatStops(first.name, [
      ...rest.map((operand) => () => read(operand)),
      ...last.map((value) => () => value),
    ]);
  }
  if (first.kind === "dot" || first.kind === "nil" || first.kind === "constant") {
    if (rest.length + last.length > 0) throw fault("a value takes no arguments");
    if (first.kind === "nil") throw fault("nil is not a command");
    return read(first);
  }
  const path = first.path;
  const base = baseOf(run, first, dot);
  const args = () => [...rest.map(read), ...last];
  if (path.length === 0 && rest.length + last.length > 0) throw fault("a value takes no arguments");
  return follow(base, path, args);
}

function evaluateOperand(run: Run, operand: Operand, dot: Value): Value {
  step(run);
  switch (operand.kind) {
    case "dot":
      return dot;
    case "nil":
      return undefined;
    case "constant":
      return operand.value;
    case "function":
      return callFunction(operand.name, []);
    default:
      return follow(baseOf(run, operand, dot), operand.path, () => []);
  }
}

type WithPath = Extract<Operand, { readonly path: readonly string[] }>;

function baseOf(run: Run, operand: WithPath, dot: Value): Value {
  if (operand.kind === "field") return dot;
  return operand.kind === "variable" ? variable(run, operand.name).value : evaluatePipe(run, operand.pipe, dot);
}

/** Goes down a path of fields; what stands at its end may be a method and gets the arguments. */
function follow(base: Value, path: readonly string[], args: () => readonly Value[]): Value {
  return path.reduce<Value>((value, name, index) => {
    const field = fieldOf(value, name);
    const given = index === path.length - 1 ? args() : [];
    if (!isMethod(field)) {
      if (given.length > 0) throw fault(`${name} is not a function`);
      return field;
    }
    return field.call(given.map((arg) => text(arg, name)));
  }, base);
}

function fieldOf(value: Value, name: string): Value {
  if (!isStruct(value)) throw fault(`${typeName(value)} has no field ${name}`);
  if (!value.fields) throw fault(`there is nothing to take ${name} from`);
  if (!Object.hasOwn(value.fields, name)) throw fault(`there is no field ${name}`);
  return value.fields[name];
}

function text(value: Value, name: string): string {
  if (typeof value !== "string") throw fault(`${name} wants strings`);
  return value;
}

/** `and` and `or` look at their arguments one by one, and at no more of them than needed. */
function firstThatStops(name: string, args: readonly (() => Value)[]): Value {
  if (args.length === 0) throw fault(`${name} needs an argument`);
  let value: Value;
  for (const arg of args) {
    value = arg();
    if (stopsAt(name, value)) return value;
  }
  return value;
}

function variable(run: Run, name: string) {
  const found = run.variables.findLast((one) => one.name === name);
  if (!found) throw fault(`there is no variable ${name}`);
  return found;
}

function setVariable(run: Run, name: string, value: Value): void {
  variable(run, name).value = value;
}
