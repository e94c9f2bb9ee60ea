import { fault } from "./fault.ts";
import { isFunction } from "./functions.ts";
import { lex, type Token, type TokenKind } from "./lexer.ts";
import { readCharacter, readNumber, readString } from "./literal.ts";
import type { Branch, Command, Node, Nodes, Operand, Pipe } from "./tree.ts";

/** Nesting beyond this is nobody's template. */
const DEEPEST = 100;

/** Reads a template. Throws a fault when Go's text/template would refuse it, or knows more than we do. */
export function parse(source: string): Nodes {
  const tokens = lex(source);
  let next = 0;
  let depth = 0;
  /** Names of the variables that are in sight, innermost last. */
  let variables: readonly string[] = ["$"];
  let loops = 0;

  const peek = (): Token => tokens[next] ?? { kind: "text", text: "", at: source.length };
  const isAt = (kind: TokenKind, text?: string) => peek().kind === kind && (text === undefined || peek().text === text);
  const skipBlank = () => {
    if (isAt("blank")) next += 1;
  };
  function take(kind: TokenKind): Token {
    const token = peek();
    if (token.kind !== kind || next >= tokens.length) throw fault(`expected ${kind}`, token.at);
    next += 1;
    return token;
  }
  function endAction(): void {
    skipBlank();
    take("end of action");
  }

  /** Text and actions up to an `end` or `else`, which stays; or up to the end of the template. */
  function nodes(isInside: boolean): Nodes {
    const list: Node[] = [];
    while (next < tokens.length) {
      if (isAt("text")) {
        list.push({ kind: "text", text: take("text").text });
        continue;
      }
      skipBlank();
      if (isAt("keyword", "end") || isAt("keyword", "else")) {
        if (!isInside) throw fault(`${peek().text} without a beginning`, peek().at);
        return list;
      }
      list.push(action());
    }
    if (isInside) throw fault("an action with a body has no end", source.length);
    return list;
  }

  function action(): Node {
    const { kind, text, at } = peek();
    if (kind !== "keyword" || text === "nil" || text === "true" || text === "false") {
      const node = { kind: "action", pipe: pipe() } as const;
      endAction();
      return node;
    }
    next += 1;
    switch (text) {
      case "if":
      case "with":
      case "range":
        return branch(text);
      case "break":
      case "continue":
        if (loops === 0) throw fault(`${text} outside a range`, at);
        endAction();
        return { kind: text };
      default:
        throw fault(`${text} is not supported`, at);
    }
  }

  function branch(kind: Branch["kind"]): Branch {
    if (++depth > DEEPEST) throw fault("nested too deeply", peek().at);
    const outside = variables;
    const head = pipe(kind === "range");
    endAction();
    loops += kind === "range" ? 1 : 0;
    const inside = variables;
    const body = nodes(true);
    loops -= kind === "range" ? 1 : 0;
    variables = inside;
    const otherwise = rest(kind);
    variables = outside;
    depth -= 1;
    return { kind, pipe: head, body, otherwise };
  }

  /** What follows the body: nothing, an `else`, or an `else if` that ends with the whole. */
  function rest(kind: Branch["kind"]): Nodes {
    if (isAt("keyword", "end")) {
      next += 1;
      endAction();
      return [];
    }
    next += 1;
    skipBlank();
    if (kind !== "range" && isAt("keyword", kind)) {
      next += 1;
      return [branch(kind)];
    }
    endAction();
    const otherwise = nodes(true);
    if (!isAt("keyword", "end")) throw fault("a second else", peek().at);
    next += 1;
    endAction();
    return otherwise;
  }

  function pipe(isRange = false): Pipe {
    skipBlank();
    const declared = declaration(isRange);
    const commands = [command()];
    while (isAt("|")) {
      next += 1;
      commands.push(command());
      const [first] = commands.at(-1) as Command; // just pushed
      const canCall = first.kind !== "dot" && first.kind !== "nil" && first.kind !== "constant";
      if (!canCall) throw fault("a value cannot be called with the one before it", peek().at);
    }
    if (declared.declares) variables = [...variables, ...declared.variables];
    return { ...declared, commands };
  }

  /** `$x :=`, `$x =`, or in a range `$i, $x :=`. */
  function declaration(isRange: boolean): Omit<Pipe, "commands"> {
    const start = next;
    const names: string[] = [];
    while (isAt("variable")) {
      names.push(take("variable").text);
      skipBlank();
      if (isAt(":=") || isAt("=")) {
        const declares = take(peek().kind).kind === ":=";
        if (!declares) for (const name of names) checkVariable(name);
        skipBlank();
        return { variables: names, declares };
      }
      if (!isRange || names.length > 1 || !isAt(",")) break;
      next += 1;
      skipBlank();
    }
    next = start;
    return { variables: [], declares: false };
  }

  function command(): Command {
    const operands: Operand[] = [];
    skipBlank();
    while (!isAt("|") && !isAt(")") && !isAt("end of action")) {
      operands.push(operand());
      if (isAt("blank")) next += 1;
      else if (!isAt("|") && !isAt(")") && !isAt("end of action")) throw fault("expected a blank", peek().at);
    }
    const [first, ...more] = operands;
    if (!first) throw fault("a value is missing", peek().at);
    return [first, ...more];
  }

  function operand(): Operand {
    const token = take(peek().kind);
    const { text, at } = token;
    switch (token.kind) {
      case "dot":
        return { kind: "dot" };
      case "field":
        return { kind: "field", path: [text, ...path()] };
      case "variable":
        checkVariable(text, at);
        return { kind: "variable", name: text, path: path() };
      case "word":
        if (!isFunction(text)) throw fault(`there is no function ${text}`, at);
        return { kind: "function", name: text };
      case "keyword":
        if (text === "nil") return { kind: "nil" };
        if (text === "true" || text === "false") return { kind: "constant", value: text === "true" };
        throw fault(`${text} cannot stand here`, at);
      case "string":
        return { kind: "constant", value: readString(text, at) };
      case "character":
        return { kind: "constant", value: readCharacter(text, at) };
      case "number":
        return { kind: "constant", value: readNumber(text, at) };
      case "(":
        return group();
      default:
        throw fault(`${text} cannot stand here`, at);
    }
  }

  function group(): Operand {
    if (++depth > DEEPEST) throw fault("nested too deeply", peek().at);
    const inner = pipe();
    take(")");
    depth -= 1;
    return { kind: "pipe", pipe: inner, path: path() };
  }

  function path(): readonly string[] {
    const names: string[] = [];
    while (isAt("field")) names.push(take("field").text);
    return names;
  }

  function checkVariable(name: string, at = peek().at): void {
    if (!variables.includes(name)) throw fault(`there is no variable ${name}`, at);
  }

  return nodes(false);
}
