import { testSettings } from "@signet/config/test";
import { describe, expect, test } from "vitest";
import { testGateway } from "../test/world.ts";
import { corsOf } from "./cors.ts";

const exposed =
  "Retry-After,X-RateLimit-Limit,X-RateLimit-Remaining,X-RateLimit-Reset,X-Session-Lifetime,X-Session-Retention";

describe("on the wire", async () => {
  const { app, listener } = await testGateway({});
  const origin = "http://localhost:8888";
  const asked = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type,x-language",
  };
  const corsHeaders = (headers: object) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => /^access-control-|^vary$/.test(name)));

  test("an allowed page may read answers, errors included", async () => {
    const response = await app.inject({ url: "/me", headers: { origin } });

    expect(response.statusCode).toBe(401);
    expect(corsHeaders(response.headers)).toEqual({
      vary: "Origin",
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": exposed,
    });
  });

  test.each(["/login", "/nothing/here"])("its preflight for %s is answered", async (url) => {
    const response = await app.inject({ method: "OPTIONS", url, headers: { origin, ...asked } });

    expect([response.statusCode, response.body]).toEqual([204, ""]);
    expect(response.headers).not.toHaveProperty("content-type");
    expect(corsHeaders(response.headers)).toEqual({
      vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": "GET,POST,PUT,PATCH,DELETE,OPTIONS",
      "access-control-allow-headers": "content-type,x-language",
      "access-control-max-age": "7200",
    });
  });

  test.each([{ origin: "http://evil.example" }, {}])("%j is served without CORS headers", async (headers) => {
    const simple = await app.inject({ url: "/sessions/validate", headers: { ...headers } });
    const preflight = await app.inject({ method: "OPTIONS", url: "/login", headers: { ...headers, ...asked } });

    expect([simple.statusCode, preflight.statusCode]).toEqual([200, 204]);
    expect([corsHeaders(simple.headers), corsHeaders(preflight.headers)]).toEqual([
      { vary: "Origin" },
      { vary: "Origin" },
    ]);
  });

  test("the admin listener knows no CORS", async () => {
    const response = await listener("admin").inject({ url: "/health/alive", headers: { origin } });
    expect(corsHeaders(response.headers)).toEqual({});
  });
});

describe("which origins are allowed", () => {
  const allows = (allow_origins: readonly string[], origin: string, unsafe_wildcard_origin_allowed = false) =>
    "access-control-allow-origin" in
    corsOf(testSettings({ cors: { allow_origins, unsafe_wildcard_origin_allowed } }))({ method: "GET", origin });

  test.each([
    [["https://a.example"], "https://a.example", true],
    [["https://a.example"], "https://a.example.evil.example", false],
    [["https://a.example"], "https://aXexample", false],
    [["https://*.a.example"], "https://x.y.a.example", true],
    [["https://*.a.example"], "https://a.example", false],
    [["https://?.example"], "https://a.example", true],
    [["https://?.example"], "https://ab.example", false],
    [["https://a+(b).example"], "https://a+(b).example", true],
    [["http://localhost:*"], "http://localhost:5173", true],
    [["https://*-*.a.example"], "https://pr-7-web.a.example", true],
    [["https://*-*.a.example"], "https://web.a.example", false],
    [["https://*"], "https://", true],
    [["https://**?"], "https://", false],
    [["https://a.example"], "https://a.exampl", false],
    [["https://*.a.example"], `https://${"x".repeat(600)}.a.example`, false],
    [["*"], "https://a.example", false],
    [[], "https://a.example", false],
  ] as const)("%j for %s: %s", (entries, origin, allowed) => {
    expect(allows(entries, origin)).toBe(allowed);
  });

  test("an origin made for an entry with many wildcards is refused at once", () => {
    const start = performance.now();
    const isAllowed = allows(["https://*-*-*-*.a.example"], `https://${"-".repeat(480)}.b.example`);

    expect(isAllowed).toBe(false);
    // Trying the wildcards against each other takes half a minute.
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test.each([[["*"]], [[]]])("%j means everybody where the unsafe switch says so", (entries) => {
    expect(allows(entries, "https://a.example", true)).toBe(true);
  });

  test("the token header is readable where it is sent", () => {
    const settings = testSettings({ session: { enable_auth_token_header: true } });
    expect(corsOf(settings)({ method: "GET", origin: "http://localhost:8888" })).toMatchObject({
      "access-control-expose-headers": `${exposed},X-Auth-Token`,
    });
  });
});
