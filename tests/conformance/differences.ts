const most = 8;

/** The first differences between what was recorded and what was answered, as lines `path: expected … got …`. */
export function differences(expected: unknown, got: unknown, path = ""): string[] {
  if (!isComposite(expected) || !isComposite(got) || Array.isArray(expected) !== Array.isArray(got)) {
    return expected === got ? [] : [`${path}: expected ${short(expected)} got ${short(got)}`];
  }
  const lines: string[] = [];
  for (const key of new Set([...Object.keys(expected), ...Object.keys(got)])) {
    if (lines.length >= most) break;
    lines.push(...differences(expected[key], got[key], path ? `${path}.${key}` : key));
  }
  return lines.slice(0, most);
}

// A list is read by its indexes, as an object is by its keys.
function isComposite(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
