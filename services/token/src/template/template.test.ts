import type { JsonValue } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { templateData } from "../template-data.ts";
import cases from "./cases.json" with { type: "json" };
import { evaluate } from "./evaluate.ts";
import { queryText } from "./json-query.ts";
import { parse } from "./parser.ts";

const [everything, nothing] = cases.users.map(({ user_id, email, username, metadata, ...user }) =>
  templateData({
    userId: user_id,
    subject: { email, username },
    user: {
      name: user.name,
      givenName: user.given_name,
      familyName: user.family_name,
      picture: user.picture,
      publicMetadata: metadata?.public_metadata,
      unsafeMetadata: metadata?.unsafe_metadata,
    },
  }),
);

function answer(template: string, data: typeof everything): string | null {
  try {
    return evaluate(parse(template), data);
  } catch {
    return null;
  }
}

test.each(cases.templates)("%s", (template, withEverything, withNothing) => {
  expect(answer(template ?? "", everything)).toBe(withEverything);
  expect(answer(template ?? "", nothing)).toBe(withNothing);
});

test.each(cases.paths)("path %s", (path, text) => {
  // The type that is inferred from the file has optional members, which JSON does not.
  expect(queryText(cases.json as JsonValue, path ?? "")).toBe(text);
});

test.each([
  ["a loop in a loop in a loop", "{{range 1000}}{{range 1000}}{{range 1000}}x{{end}}{{end}}{{end}}"],
  ["a very long loop", "{{range 9223372036854775807}}{{end}}"],
  ["much output", '{{range 40000}}{{printf "%900d" 1}}{{end}}'],
  ["a wide number", '{{printf "%999999999d" 1}}'],
  ["many parentheses", `{{${"(".repeat(5_000)}1${")".repeat(5_000)}}}`],
  ["many branches", "{{if 1}}".repeat(5_000) + "{{end}}".repeat(5_000)],
  ["a string that grows", `{{$x := "xxxxxxxxxxxxxxxx"}}{{range 64}}{{$x = print $x $x}}{{end}}`],
])("%s is stopped", (_name, template) => {
  const start = performance.now();
  expect(answer(template, everything)).toBeNull();
  expect(performance.now() - start).toBeLessThan(1_000);
});

test("a pattern full of stars takes no time worth naming", () => {
  const start = performance.now();
  expect(queryText({ list: ["a".repeat(3_000)] }, `list.#(%"${"*a".repeat(30)}*b")`)).toBe("");
  expect(performance.now() - start).toBeLessThan(1_000);
});
