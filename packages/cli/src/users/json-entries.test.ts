import { describe, expect, test } from "vitest";
import { jsonEntries } from "./json-entries.ts";

/** The text in pieces of a size, so that every border falls everywhere. */
async function* pieces(text: string | Uint8Array, size: number) {
  const bytes = Buffer.from(text as string);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function entriesOf(text: string | Uint8Array, size = 64, member?: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const { number, text: entry } of jsonEntries(pieces(text, size), member ? { member } : {})) {
    expect(number).toBe(found.length + 1);
    found.push(JSON.parse(entry));
  }
  return found;
}

const values = [
  { a: 1 },
  { text: 'a "quoted" ] } , [ { \\ text\n' },
  { ends: "in a backslash \\" },
  { deep: [[{ x: [] }], {}], ä: "🔑" },
  {},
  [1, [2]],
  "text, with a comma",
  17,
  null,
];

describe.each([1, 2, 3, 7, 64, 4096])("in pieces of %i bytes", (size) => {
  test.each([
    ["an array", JSON.stringify(values)],
    ["an array over many lines", JSON.stringify(values, undefined, 4)],
    ["an array behind white space and a byte order mark", `\uFEFF \n\t${JSON.stringify(values)} \n`],
    ["lines", values.map((value) => JSON.stringify(value)).join("\n")],
    ["lines of Windows, with empty ones", `\r\n${values.map((value) => `${JSON.stringify(value)}\r\n\r\n`).join("")}`],
  ])("%s give the same entries", async (_, text) => {
    // A line of JSON text that begins with a bracket would be an array.
    expect(await entriesOf(text, size)).toEqual(values);
  });

  test("a list within an object is found", async () => {
    const text = JSON.stringify({ kind: "list", count: 2, users: values, next: ["not", "these"] });
    expect(await entriesOf(text, size, "users")).toEqual(values);
  });
});

test("an empty array has no entries", async () => {
  expect(await entriesOf("[]")).toEqual([]);
  expect(await entriesOf(" [ \n ] ")).toEqual([]);
});

test.each([
  ["", /the file is empty/],
  [" \n ", /the file is empty/],
  ["[{}", /entry 1 : the file ends before the list does/],
  ['[{"a": "b}]', /entry 1 : the file ends before the list does/],
  ["[{},]", /entry 2 : there is no entry/],
  ["[,{}]", /entry 1 : there is no entry/],
  ["[{},,{}]", /entry 2 : there is no entry/],
  [`[{}, "${"x".repeat(1024 * 1024)}"]`, /entry 2 : it is longer than 1048576 bytes/],
  [Buffer.from([0x5b, 0x22, 0xe9, 0x22, 0x5d]), /entry 1 : it is not written in UTF-8/],
])("%.20s is broken", async (text, message) => {
  await expect(entriesOf(text, 4096)).rejects.toThrow(message);
});

test("an object without the list is named", async () => {
  await expect(entriesOf('{"people": []}', 64, "users")).rejects.toThrow(/there is no list "users"/);
});
