/** Whether a text matches a pattern. */
export type Glob = (text: string) => boolean;

/** What is wrong with a pattern, if anything. */
export function globFault(pattern: string): string | undefined {
  const source = globSource(pattern);
  return typeof source === "string" ? undefined : `"${pattern}" is not a valid pattern: ${source.fault}`;
}

/**
 * Makes a pattern for redirect URLs into a test. `*` and `?` stay within a part
 * between `.` or `/`, so that `https://*.acme.example` cannot be met by
 * `https://evil.com/x.acme.example`; `**` does not. Also `[a-z]`, `[!a-z]`,
 * `{a,b}` and `\` before a character that is meant as it is.
 */
export function compileGlob(pattern: string): Glob {
  const source = globSource(pattern);
  if (typeof source !== "string") throw new Error(globFault(pattern));
  const expression = new RegExp(`^(?:${source})$`, "su");
  return (text) => expression.test(text);
}

/** One kind of token each: what it looks like, and its regular expression. */
const tokens: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/\*{2,}/y, () => ".*"],
  [/\*/y, () => "[^./]*"],
  [/\?/y, () => "[^./]"],
  [/\\([\s\S])/y, ([, char = ""]) => literal(char)],
  [/\[(!?)([^\]\\/]+)\]/y, ([, not, inside = ""]) => `[${not ? "^" : ""}${classOf(inside)}]`],
  [/[^*?\\[\]{},]+/y, ([plain]) => literal(plain)],
];

function globSource(pattern: string): string | { readonly fault: string } {
  let source = "";
  let depth = 0;
  for (let at = 0; at < pattern.length; ) {
    const char = pattern[at];
    const structural =
      char === "{" ? "(?:" : depth > 0 && char === "}" ? ")" : depth > 0 && char === "," ? "|" : undefined;
    if (structural !== undefined) {
      depth += char === "{" ? 1 : char === "}" ? -1 : 0;
      source += structural;
      at += 1;
      continue;
    }
    const token = nextToken(pattern, at);
    if (!token) return { fault: `"${char}" at position ${at + 1} has no partner` };
    source += token.source;
    at = token.end;
  }
  if (depth > 0) return { fault: `"{" is not closed` };
  return compiles(source) ? source : { fault: "a range in [ ] runs backwards" };
}

function nextToken(pattern: string, at: number): { readonly source: string; readonly end: number } | undefined {
  if (pattern[at] === ",") return { source: ",", end: at + 1 };
  for (const [shape, toSource] of tokens) {
    shape.lastIndex = at;
    const match = shape.exec(pattern);
    if (match) return { source: toSource(match), end: at + match[0].length };
  }
  return undefined;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function classOf(inside: string): string {
  return inside.replace(/[\\^$.*+?()[{}|]/g, "\\$&");
}

function compiles(source: string): boolean {
  try {
    return Boolean(new RegExp(source, "su"));
  } catch {
    return false;
  }
}
