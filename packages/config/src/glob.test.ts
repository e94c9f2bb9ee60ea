import { expect, test } from "vitest";
import { compileGlob, globFault } from "./glob.ts";

test.each([
  ["https://app.acme.example", "https://app.acme.example", true],
  ["https://app.acme.example", "https://app-acme.example", false],
  ["https://*.acme.example", "https://app.acme.example", true],
  ["https://*.acme.example", "https://a.b.acme.example", false],
  ["https://*.acme.example", "https://evil.example/x.acme.example", false],
  ["https://*.acme.example", "https://.acme.example", true],
  ["https://**.acme.example", "https://a.b.acme.example", true],
  ["https://app.acme.example/**", "https://app.acme.example/a/b.html?x=1", true],
  ["https://app.acme.example/*", "https://app.acme.example/a", true],
  ["https://app.acme.example/*", "https://app.acme.example/a/b", false],
  ["https://app?.acme.example", "https://app1.acme.example", true],
  ["https://app?.acme.example", "https://app.acme.example", false],
  ["https://app?acme.example", "https://app.acme.example", false],
  ["https://app[0-9].example", "https://app7.example", true],
  ["https://app[!0-9].example", "https://app7.example", false],
  ["https://app[!0-9].example", "https://appx.example", true],
  ["https://{app,www}.acme.example", "https://www.acme.example", true],
  ["https://{app,www}.acme.example", "https://api.acme.example", false],
  ["https://{app{1,2},*}.acme.example", "https://app2.acme.example", true],
  ["https://a.example/?x=\\*", "https://a.example/1x=*", true],
  ["https://a.example/x,y", "https://a.example/x,y", true],
  ["https://a.example", "https://a.example\n", false],
  ["https://a.example/(a|b)+$", "https://a.example/(a|b)+$", true],
  ["", "", true],
])("%s and %s: %s", (pattern, text, matches) => {
  expect(compileGlob(pattern)(text)).toBe(matches);
});

test.each(["[", "https://[a", "{a", "a}", "[]", "[z-a]", "\\"])("%j is no pattern", (pattern) => {
  expect(globFault(pattern)).toContain("is not a valid pattern");
  expect(() => compileGlob(pattern)).toThrow("is not a valid pattern");
});
