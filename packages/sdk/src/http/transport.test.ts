import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createAuthenticationClient } from "../authentication/client.ts";
import type { AuthenticationOptions } from "../authentication/options.ts";
import { createPasskeyClient } from "../passkeys/client.ts";
import { answering, failureOf, fakeServer } from "../test/fake-server.ts";
import { isSignetError } from "./error.ts";

const apiSecret = "example-secret-not-for-production";
const clientOf = (apiUrl: string, options: Partial<AuthenticationOptions> = {}) =>
  createAuthenticationClient({ apiUrl, apiSecret, ...options });
const silence = () => fakeServer(() => undefined);

describe("an error of the Authentication API", () => {
  const body = (status: number, message: string) => ({
    message,
    details: "look elsewhere",
    debug_message: "",
    status_text: "",
    status_code: status,
  });

  test.each([
    [400, "unexpected-status"],
    [401, "unauthorized"],
    [404, "not-found"],
    [409, "unexpected-status"],
    [500, "unexpected-status"],
    [302, "unexpected-status"],
  ])("with status %i is of the kind %s, with everything that was said", async (status, kind) => {
    const server = await answering(status, body(status, "not this one"));
    const error = await failureOf(clientOf(server.url).listCredentials({ userId: "ada" }));
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "SignetError",
      kind,
      status,
      method: "GET",
      path: "/v1/webauthn/credentials?user_id=ada",
      body: body(status, "not this one"),
      content: JSON.stringify(body(status, "not this one")),
      server: { message: "not this one", details: "look elsewhere", debugMessage: "" },
    });
    expect((error as Error).message).toMatch(
      /^GET \/v1\/webauthn\/credentials\?user_id=ada: \d{3} [\w ]+: not this one: look elsewhere$/,
    );
    expect(isSignetError(error)).toBe(true);
  });

  test("of the passkey server is read as well", async () => {
    const server = await answering(404, { title: "Not Found", details: "user not found", status: 404 });
    const client = createPasskeyClient({ baseUrl: server.url, tenantId: "t" });
    expect(await failureOf(client.jwks())).toMatchObject({
      kind: "not-found",
      server: { message: "Not Found", details: "user not found" },
    });
  });

  test.each([
    ["text", "upstream timed out"],
    ["nothing", ""],
    ["a list", "[]"],
    ["null", "null"],
    ["other types", '{"message":1,"details":{},"title":[]}'],
  ])("may have a body of %s", async (_what, content) => {
    const server = await answering(502, content);
    expect(await failureOf(clientOf(server.url).listCredentials())).toMatchObject({
      status: 502,
      content,
      server: { message: "", details: "", debugMessage: "" },
    });
  });
});

test("what is thrown elsewhere is no error of the SDK", () => {
  expect(isSignetError(new Error("x"))).toBe(false);
  expect(isSignetError("x")).toBe(false);
  expect(isSignetError(undefined)).toBe(false);
});

describe("a connection", () => {
  test("that cannot be made is an error of its own kind, with the cause", async () => {
    const server = await fakeServer((response) => response.destroy());
    const error = await failureOf(clientOf(server.url).listCredentials());
    expect(error).toMatchObject({ kind: "connection", status: undefined, content: undefined });
    expect((error as Error).cause).toBeInstanceOf(Error);
  });

  test("that breaks within the answer is one too", async () => {
    const server = await fakeServer((response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write('[{"id":');
      response.destroy();
    });
    expect(await failureOf(clientOf(server.url).listCredentials())).toMatchObject({ kind: "connection" });
  });

  test("does not follow a redirect, whatever it proves to whom", async () => {
    const elsewhere = await answering(200, []);
    const server = await fakeServer((response) => response.writeHead(307, { location: elsewhere.url }).end());
    expect(await failureOf(clientOf(server.url).listCredentials())).toMatchObject({ status: 307 });
    expect(elsewhere.received).toEqual([]);
  });

  test("does not fill the memory with an endless answer", async () => {
    const server = await fakeServer((response) => {
      const part = Buffer.alloc(1 << 20, " ");
      const more = () => {
        while (!response.destroyed && response.write(part));
      };
      response.on("drain", more);
      more();
    });
    expect(await failureOf(clientOf(server.url).listCredentials())).toMatchObject({
      kind: "connection",
      cause: expect.any(RangeError),
    });
  });
});

describe("time", () => {
  test.each([
    ["the client's", { timeoutMs: 20 }, {}],
    ["the call's, which goes before", { timeoutMs: 60_000 }, { timeoutMs: 20 }],
  ])("that is over is %s", async (_what, options, callOptions) => {
    const server = await silence();
    const error = await failureOf(clientOf(server.url, options).listCredentials({}, callOptions));
    expect(error).toMatchObject({ kind: "timeout", path: "/v1/webauthn/credentials", status: undefined });
  });

  test("is for the whole answer, not for its beginning", async () => {
    const server = await fakeServer((response) => void response.writeHead(200).write("["));
    expect(await failureOf(clientOf(server.url, { timeoutMs: 50 }).listCredentials())).toMatchObject({
      kind: "timeout",
    });
  });

  test("counts also where fetch knows no signals", async () => {
    const fetch = () => new Promise<Response>(() => undefined);
    expect(await failureOf(clientOf("http://h", { fetch, timeoutMs: 10 }).listCredentials())).toMatchObject({
      kind: "timeout",
    });
  });

  test("is ten seconds where nobody says otherwise", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const fetch = () => new Promise<Response>(() => undefined);
    let error: unknown;
    const call = failureOf(clientOf("http://h", { fetch }).listCredentials()).then((thrown) => {
      error = thrown;
    });
    await vi.advanceTimersByTimeAsync(9_999);
    expect(error).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    await call;
    expect(error).toMatchObject({ kind: "timeout" });
  });

  test("may be without limit", async () => {
    const server = await answering(200, []);
    expect(await clientOf(server.url, { timeoutMs: Number.POSITIVE_INFINITY }).listCredentials()).toEqual([]);
  });
});

describe("a signal", () => {
  test("ends a call with its own reason", async () => {
    const server = await silence();
    const controller = new AbortController();
    const call = failureOf(clientOf(server.url).listCredentials({}, { signal: controller.signal }));
    const reason = new Error("the person went away");
    controller.abort(reason);
    expect(await call).toBe(reason);
  });

  test("that was given before keeps everything from being sent", async () => {
    const server = await silence();
    const error = await failureOf(clientOf(server.url).listCredentials({}, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ name: "AbortError" });
    expect(server.received).toEqual([]);
  });

  test("that outlives its call keeps nothing of it", async () => {
    const server = await answering(200, []);
    const { signal } = new AbortController();
    const listeners: string[] = [];
    const counting = Object.assign(signal, {
      addEventListener: (type: string) => void listeners.push(type),
      removeEventListener: () => void listeners.pop(),
    });
    await clientOf(server.url, { fetch: (url, { signal: _, ...init }) => fetch(url, init) }).listCredentials(
      {},
      { signal: counting },
    );
    expect(listeners).toEqual([]);
  });
});

test("requests go through the fetch that is given", async () => {
  const urls: string[] = [];
  const fetch = async (url: string) => {
    urls.push(url);
    return Response.json([]);
  };
  expect(await clientOf("https://h/pre/", { fetch }).listCredentials()).toEqual([]);
  expect(urls).toEqual(["https://h/pre/v1/webauthn/credentials"]);
});
