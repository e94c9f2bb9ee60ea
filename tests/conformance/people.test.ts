import { expect, test } from "vitest";
import { unique } from "./people.ts";

test("a name is another one in upper case, whichever its letters are", () => {
  const names = Array.from({ length: 10_000 }, unique);
  for (const name of names) expect(name).toMatch(/^[a-p]{10}$/);
  expect(new Set(names).size).toBe(names.length);
});
