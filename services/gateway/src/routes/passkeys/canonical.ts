/**
 * JSON as Go's encoding/json prints a decoded value: no white space, members in the order of the bytes of their names,
 * and five characters escaped (authentication-api.md section 2.6). What is signed is this text, so every verifier has to
 * come to the same.
 */
export function canonicalJson(value: unknown): string {
  return print(value).replace(/[<>&\u2028\u2029]/g, escaped);
}

function print(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(print).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${print(member)}`).join(",")}}`;
  }
  return Object.is(value, -0) ? "-0" : JSON.stringify(value);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
