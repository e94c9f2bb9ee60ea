import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { calls, stored } from "../test/authentication-calls.ts";
import { answering, type FakeServer, failureOf, fakeServer, type Received } from "../test/fake-server.ts";
import { type AuthenticationClient, createAuthenticationClient } from "./client.ts";
import type { AuthenticationOptions } from "./options.ts";

const apiKeyId = "3f1c2b7a-9d4e-4c6f-8a10-5b2e7d9c0f41";
const apiSecret = "example-secret-not-for-production";

describe.each(calls)("$name", ({ call, line, body, status = 200, answer }) => {
  test("sends what the contract says, signed, and answers with all that comes", async () => {
    const server = await answering(status, answer);
    const client = createAuthenticationClient({ apiUrl: server.url, apiSecret, apiKeyId });
    expect(await call(client)).toEqual(answer);

    const received = only(server);
    expect(`${received.method} ${received.path}`).toBe(line);
    expect(received.body).toBe(body);
    expect(received.headers["content-type"]).toBe(body === "" ? undefined : "application/json");
    expect(signatureOf(received)).toBe(expectedSignature(received, line.split(/[ ?]/)[1] ?? ""));
  });

  test("sends the secret where there is no key id", async () => {
    const server = await answering(status, answer);
    await call(createAuthenticationClient({ apiUrl: server.url, apiSecret, apiKeyId: "" }));
    expect(only(server).headers.authorization).toBe(`secret ${apiSecret}`);
  });
});

describe("the URL of the API", () => {
  test.each([
    ["", "/v1/webauthn/credentials", undefined],
    ["/", "/v1/webauthn/credentials", undefined],
    ["/below/this/", "/below/this/v1/webauthn/credentials", undefined],
    ["", "/v2/webauthn/credentials", "v2"],
  ])("ending in %j leads to %s", async (end, path, apiVersion) => {
    const server = await answering(200, []);
    await createAuthenticationClient({ apiUrl: server.url + end, apiSecret, apiKeyId, apiVersion }).listCredentials();
    const received = only(server);
    expect(received.path).toBe(path);
    // What is signed begins at the version: a server that is mounted below a path knows that path itself.
    expect(signatureOf(received)).toBe(expectedSignature(received, `/${apiVersion ?? "v1"}/webauthn/credentials`));
  });

  test.each(["", "h", "ftp://h", "https://user:word@h", "https://h?x=1", "https://h#x"])("is not %j", (apiUrl) => {
    expect(() => createAuthenticationClient({ apiUrl, apiSecret })).toThrow(TypeError);
  });
});

test.each([
  ["an empty secret", { apiSecret: "" }],
  ["a secret that no header can hold, to be sent", { apiSecret: "schlüssel" }],
  ["a secret that a header would trim, to be sent", { apiSecret: "word " }],
  ["an empty version", { apiVersion: "" }],
  ["no time at all", { timeoutMs: 0 }],
  ["more time than a timer holds", { timeoutMs: 2 ** 31 }],
])("%s is refused before anything is sent", (_what, options: Partial<AuthenticationOptions>) => {
  expect(() => createAuthenticationClient({ apiUrl: "https://h", apiSecret, ...options })).toThrow(TypeError);
});

test.each(["", ".", ".."])("the credential %j would be another route, and is refused", async (id) => {
  const server = await answering(204);
  const client = createAuthenticationClient({ apiUrl: server.url, apiSecret });
  expect(await failureOf(client.deleteCredential(id))).toBeInstanceOf(TypeError);
  expect(server.received).toEqual([]);
});

test("a credential's id cannot leave its place in the path", async () => {
  const server = await answering(204);
  await createAuthenticationClient({ apiUrl: server.url, apiSecret }).deleteCredential("a/../b?c#d%2e");
  expect(only(server).path).toBe("/v1/webauthn/credentials/a%2F..%2Fb%3Fc%23d%252e");
});

test("a client can be replaced by an object", async () => {
  const unused = () => Promise.reject(new Error("not expected here"));
  const mock: AuthenticationClient = {
    initializeRegistration: unused,
    finalizeRegistration: unused,
    initializeAuthentication: unused,
    finalizeAuthentication: unused,
    initializeTransaction: unused,
    finalizeTransaction: unused,
    listCredentials: async () => [],
    getCredential: unused,
    updateCredential: unused,
    deleteCredential: unused,
  };
  expect(await mock.listCredentials()).toEqual([]);
});

test.each([
  ["a list where an object belongs", []],
  ["a credential without a name", { ...stored, name: undefined }],
  ["half a document", '{"id":'],
  ["nothing", ""],
  ["a page of a proxy", "<html></html>"],
])("%s is no credential", async (_what, body) => {
  const server = await fakeServer((response) => response.end(typeof body === "string" ? body : JSON.stringify(body)));
  const client = createAuthenticationClient({ apiUrl: server.url, apiSecret });
  expect(await failureOf(client.getCredential("AQIDBAUGBwg"))).toMatchObject({
    name: "SignetError",
    kind: "invalid-response",
    status: 200,
    path: "/v1/webauthn/credentials/AQIDBAUGBwg",
  });
});

function only({ received }: FakeServer): Received {
  const [first, ...rest] = received;
  if (!first || rest.length > 0) throw new Error(`${received.length} requests came`);
  return first;
}

function tokenOf({ headers }: Received): Readonly<Record<string, string>> {
  const [scheme, token = ""] = (headers.authorization ?? "").toString().split(" ");
  expect(scheme).toBe("hanko");
  return JSON.parse(Buffer.from(token, "base64").toString("utf8"));
}

function signatureOf(received: Received): string | undefined {
  return tokenOf(received).signature;
}

/** Section 1.2.1 once more, over the bytes that came. */
function expectedSignature(received: Received, path: string): string {
  const { time, nonce } = tokenOf(received);
  const parts = [apiKeyId, time, received.method, path, nonce];
  if (received.body !== "") parts.push(createHash("sha256").update(received.body).digest("hex"));
  return createHmac("sha256", apiSecret).update(parts.join(":")).digest("hex");
}
