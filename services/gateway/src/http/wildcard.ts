/**
 * A test for texts: `*` stands for any run of characters, `?` for one. No regular expression: with several wildcards it
 * would try them against each other, and a text made for that keeps the process busy for half a minute.
 */
export function wildcard(pattern: string): (text: string) => boolean {
  return (text) => {
    let at = 0;
    let next = 0;
    // Only the last run is ever made longer: whatever an earlier one could take, the last one can take as well.
    let run: { readonly after: number; end: number } | undefined;
    while (at < text.length) {
      if (pattern[next] === "*") {
        next += 1;
        run = { after: next, end: at };
      } else if (pattern[next] === "?" || pattern[next] === text[at]) {
        next += 1;
        at += 1;
      } else if (run) {
        run.end += 1;
        next = run.after;
        at = run.end;
      } else return false;
    }
    return /^\**$/.test(pattern.slice(next));
  };
}
