import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Demo, type DemoOptions, startDemo } from "./demo.ts";

/** A stand-in for the API: it knows one session. */
const api = createServer((request, response) => {
  const signedIn = request.url === "/sessions/validate" && request.headers.cookie === "hanko=good";
  const claims = {
    subject: "5a1b7d0e-7f7c-4b8e-8c3a-2a8e0f6f2b11",
    email: { address: "ada<b>@example.com" },
    amr: ["otp", "passkey"],
    expiration: "2026-02-01T22:00:00Z",
  };
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(signedIn ? { is_valid: true, claims } : { is_valid: false }));
});
let apiUrl: string;
let demo: Demo;

beforeAll(async () => {
  await once(api.listen(0, "localhost"), "listening");
  apiUrl = `http://localhost:${(api.address() as AddressInfo).port}`;
});
afterAll(() => void api.close());
afterEach(() => demo.stop());

async function get(
  path: string,
  { headers = {}, ...options }: Partial<DemoOptions> & { headers?: Record<string, string> } = {},
) {
  demo = await startDemo({ port: 0, apiUrl, mailboxUrl: "http://localhost:8025", ...options });
  const response = await fetch(demo.url + path, { headers, redirect: "manual" });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

test("the sign-in page carries the element, the API's address and a link to the mailbox", async () => {
  const { status, text } = await get("/");
  expect(status).toBe(200);
  expect(text).toContain("<hanko-auth");
  expect(text).toContain(`data-api="${apiUrl}"`);
  expect(text).toContain('href="http://localhost:8025"');
});

test("without a mailbox there is no link to one", async () => {
  expect((await get("/", { mailboxUrl: undefined })).text).not.toContain("8025");
});

test("only own scripts run, and only this page and the API are spoken to", async () => {
  const { headers, text } = await get("/");
  const policy = headers.get("content-security-policy");
  expect(policy).toContain("default-src 'none'; script-src 'self';");
  expect(policy).toContain(`connect-src 'self' ${apiUrl};`);
  expect(text).not.toMatch(/<script(?![^>]* src=)/);
  expect(text).not.toMatch(/ on[a-z]+=/);
});

test("the element's styles are allowed by a nonce that no two pages share", async () => {
  const { headers, text } = await get("/");
  const nonce = /nonce="([^"]+)"/.exec(text)?.[1] ?? "none";
  expect(headers.get("content-security-policy")).toContain(`'nonce-${nonce}'`);
  await demo.stop();
  expect((await get("/")).text).not.toContain(nonce);
});

test("the element comes from the installed package and is sent once", async () => {
  const first = await get("/assets/elements.js");
  expect(first.headers.get("content-type")).toMatch("text/javascript");
  expect(first.text).toContain("hanko-auth");
  await demo.stop();
  const again = await get("/assets/elements.js", { headers: { "if-none-match": first.headers.get("etag") ?? "" } });
  expect(again).toMatchObject({ status: 304, text: "" });
});

test("the back end's page greets whom the API names, and escapes what it says", async () => {
  const { status, text } = await get("/back-end", { headers: { cookie: "other=1; hanko=good" } });
  expect(status).toBe(200);
  expect(text).toContain("ada&lt;b&gt;@example.com");
  expect(text).toContain("otp, passkey");
});

test.each([undefined, "hanko=", "hanko=forged"])(
  "the back end's page sends a visitor with cookie %s to sign in",
  async (cookie) => {
    const { status, headers } = await get("/back-end", { headers: cookie ? { cookie } : {} });
    expect(status).toBe(302);
    expect(headers.get("location")).toBe("/");
  },
);

test("an API that cannot be asked is a 502 that says so, and nobody is let in; the log has the cause", async () => {
  const lines: object[] = [];
  const log = { error: (details: object) => void lines.push(details) };
  const headers = { cookie: "hanko=good" };
  const { status, text } = await get("/back-end", { headers, apiUrl: "http://localhost:1", log });
  expect(status).toBe(502);
  expect(text).toContain("The API cannot be reached.");
  // The member that loggers write errors from: under another name they write {}.
  expect(lines).toEqual([{ err: expect.any(Error), url: "/back-end" }]);
});

test("nothing but the pages and the named files is served", async () => {
  const { status, text } = await get("/assets/..%2fpackage.json");
  expect(status).toBe(404);
  expect(text).toBe("There is no such page.\n");
});
