/** A text with `*` for any characters and `?` for one, ready to be compared with. */
export type Glob = readonly GlobPart[];

type GlobPart =
  | { readonly kind: "any" }
  | { readonly kind: "one" }
  | { readonly kind: "character"; readonly character: string };

/** Reads a pattern; a character after a backslash stands for itself. */
export function readGlob(pattern: string): Glob {
  const pieces = pattern.match(/\\[\s\S]|[\s\S]/gu) ?? [];
  return pieces.map((piece) => {
    if (piece === "*") return { kind: "any" };
    if (piece === "?") return { kind: "one" };
    return { kind: "character", character: piece.length > 1 && piece.startsWith("\\") ? piece.slice(1) : piece };
  });
}

/** Whether a pattern means anything but itself. */
export function isWild(glob: Glob): boolean {
  return glob.some(({ kind }) => kind !== "character");
}

/** The text of a pattern that means only itself. */
export function literalOf(glob: Glob): string {
  return glob.map((part) => (part.kind === "character" ? part.character : "")).join("");
}

/**
 * Whether a whole text fits. Goes back to the last `*` alone, so the time is bounded by the product of both lengths:
 * the text is a user's, and a regular expression could be made to take forever by it.
 */
export function fits(glob: Glob, text: string): boolean {
  const characters = [...text];
  let at = 0;
  let part = 0;
  let star = -1;
  let resume = 0;
  while (at < characters.length) {
    const expected = glob[part];
    if (expected?.kind === "any") {
      star = part++;
      resume = at;
    } else if (expected && (expected.kind === "one" || expected.character === characters[at])) {
      part += 1;
      at += 1;
    } else if (star >= 0) {
      part = star + 1;
      at = ++resume;
    } else return false;
  }
  return glob.slice(part).every(({ kind }) => kind === "any");
}
