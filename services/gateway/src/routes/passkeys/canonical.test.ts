import { expect, test } from "vitest";
import { canonicalJson } from "./canonical.ts";

test.each([
  [
    '{"note":"Books & pens","amount":19.90,"to":"bea"}',
    String.raw`{"amount":19.9,"note":"Books \u0026 pens","to":"bea"}`,
  ],
  ['{"b":1.0,"a":{"z":[],"y":{}}}', '{"a":{"y":{},"z":[]},"b":1}'],
  ['["<a>", "\u2028\u2029", "ä\\n\\t\\u0001"]', String.raw`["\u003ca\u003e","\u2028\u2029","ä\n\t\u0001"]`],
  ['{"\uFF5E":1,"\u{1F600}":2}', '{"\uFF5E":1,"\u{1F600}":2}'],
  ['{"10":1,"9":2,"a":3,"B":4}', '{"10":1,"9":2,"B":4,"a":3}'],
  ["[9007199254740993, 1e21, 1e-7, -0, 0.000001]", "[9007199254740992,1e+21,1e-7,-0,0.000001]"],
  ['[true,false,null,"x"]', '[true,false,null,"x"]'],
])("%s is printed as Go prints it", (given, printed) => {
  expect(canonicalJson(JSON.parse(given))).toBe(printed);
});
