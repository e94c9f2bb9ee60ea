import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeKeys } from "./describe.ts";
import { configDocs } from "./docs.ts";
import { type JsonSchema, jsonSchema } from "./json-schema.ts";
import { oldKeys } from "./old-keys.ts";
import { isTree, valueAt } from "./paths.ts";

test("docs/config.md is up to date (else run node scripts/config-docs.mjs)", () => {
  const file = new URL("../../../docs/config.md", import.meta.url);
  expect(readFileSync(file, "utf8")).toBe(configDocs());
});

test("every key is said in one sentence", () => {
  const odd = describeKeys().filter(({ about }) => !/^[A-Z`].*\.$/s.test(about));
  expect(odd.map(({ key }) => key)).toEqual([]);
});

test("the JSON Schema describes every key, old ones as deprecated", () => {
  const schema = jsonSchema();
  const simple = describeKeys().filter(({ key }) => !/\[\]|<id>/.test(key));
  for (const { key, about } of simple) expect(partOf(schema, key)).toMatchObject({ description: about });
  for (const { path } of oldKeys) expect(partOf(schema, path)).toMatchObject({ deprecated: true });

  expect(partOf(schema, "passkey.user_verification")).toMatchObject({
    type: "string",
    enum: ["required", "preferred", "discouraged"],
  });
  expect(
    valueAt(schema, ["properties", "webhooks", "properties", "hooks", "items", "properties", "callback", "type"]),
  ).toBe("string");
  expect(schema).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    additionalProperties: false,
  });
});

function partOf(schema: JsonSchema, key: string): unknown {
  const part = valueAt(
    schema,
    key.split(".").flatMap((name) => ["properties", name]),
  );
  return isTree(part) ? part : undefined;
}
