import { fault } from "./fault.ts";

/** What a piece of a template is. Words that the language keeps for itself are of kind "keyword". */
export type TokenKind =
  | "text"
  | "end of action"
  | "blank"
  | "word"
  | "keyword"
  | "dot"
  | "field"
  | "variable"
  | "string"
  | "number"
  | "character"
  | "|"
  | "("
  | ")"
  | ","
  | ":="
  | "=";

/** A piece of a template, and where it begins. */
export interface Token {
  readonly kind: TokenKind;
  /** As it is written; of a field and a variable only the name. */
  readonly text: string;
  readonly at: number;
}

const KEYWORDS = new Set("if else end range with break continue nil true false define template block".split(" "));

/** What may stand inside an action, in the order in which it is tried. All patterns are anchored by the sticky flag. */
const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ["blank", /[ \t\r\n]+/y],
  [":=", /:=/y],
  ["=", /=/y],
  ["|", /\|/y],
  ["(", /\(/y],
  [")", /\)/y],
  [",", /,/y],
  ["string", /"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`/y],
  ["character", /'(?:[^'\\\n]|\\[^\n])+'/y],
  ["number", /[+-]?(?:\d|\.\d)[\w.]*(?:(?<=[eEpP])[+-]\d[\w.]*)?/y],
  ["field", /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ["dot", /\./y],
  ["variable", /\$[\p{L}\p{Nd}_]*/uy],
  ["word", /[\p{L}_][\p{L}\p{Nd}_]*/uy],
];

/** What may follow a word, a field or a variable without a blank. */
const AFTER_NAME = /[ \t\r\n.,|:()=]|-?\}\}/y;

/** Takes a template apart into texts and the pieces of its actions, as Go's text/template does. */
export function lex(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trim = false;
  while (at < source.length) {
    const open = source.indexOf("{{", at);
    const until = open < 0 ? source.length : open;
    const trimsLeft = open >= 0 && /^-[ \t\r\n]/.test(source.slice(open + 2, open + 4));
    let text = source.slice(at, until);
    if (trim) text = text.replace(/^[ \t\r\n]+/, "");
    if (trimsLeft) text = text.replace(/[ \t\r\n]+$/, "");
    if (text) tokens.push({ kind: "text", text, at });
    if (open < 0) break;
    const start = open + (trimsLeft ? 3 : 2);
    ({ at, trim } = lexComment(source, start) ?? lexAction(source, start, tokens));
  }
  return tokens;
}

interface Rest {
  readonly at: number;
  /** Whether the blanks that follow are left out. */
  readonly trim: boolean;
}

function lexComment(source: string, at: number): Rest | undefined {
  const comment = /[ \t\r\n]*\/\*/y;
  comment.lastIndex = at;
  // A blank may stand before a comment only as part of the marker that trims.
  if (!comment.test(source) || (source[at - 1] !== "-" && source[at] !== "/")) return undefined;
  const close = source.indexOf("*/", at);
  if (close < 0) throw fault("a comment does not end", at);
  return endOfAction(source, close + 2) ?? failAt("a comment has to end its action", close);
}

function lexAction(source: string, start: number, tokens: Token[]): Rest {
  let at = start;
  let depth = 0;
  for (;;) {
    const end = endOfAction(source, at);
    if (end) {
      if (depth > 0) throw fault("a parenthesis is not closed", at);
      tokens.push({ kind: "end of action", text: "}}", at });
      return end;
    }
    const token = nextToken(source, at);
    depth += token.kind === "(" ? 1 : token.kind === ")" ? -1 : 0;
    if (depth < 0) throw fault("a parenthesis was not opened", at);
    tokens.push(named(token));
    at += token.text.length;
  }
}

function endOfAction(source: string, at: number): Rest | undefined {
  const close = /[ \t\r\n]+-\}\}|\}\}/y;
  close.lastIndex = at;
  const [found] = close.exec(source) ?? [];
  return found === undefined ? undefined : { at: at + found.length, trim: found !== "}}" };
}

function nextToken(source: string, at: number): Token {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const [text] = pattern.exec(source) ?? [];
    if (text === undefined) continue;
    if (kind === "word" || kind === "field" || kind === "variable") checkEnd(source, at + text.length);
    return { kind, text, at };
  }
  throw fault(at < source.length ? "a character that means nothing here" : "an action does not end", at);
}

function checkEnd(source: string, at: number): void {
  AFTER_NAME.lastIndex = at;
  if (at < source.length && !AFTER_NAME.test(source)) throw fault("a name goes on with a character it cannot have", at);
}

function named(token: Token): Token {
  if (token.kind === "word" && KEYWORDS.has(token.text)) return { ...token, kind: "keyword" };
  return token.kind === "field" ? { ...token, text: token.text.slice(1) } : token;
}

function failAt(message: string, at: number): never {
  throw fault(message, at);
}
