import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { answering, type FakeServer, failureOf, fakeServer, type Received } from "../test/fake-server.ts";
import { type AuthenticationClient, createAuthenticationClient } from "./client.ts";
import type { AuthenticationOptions } from "./options.ts";

const apiKeyId = "3f1c2b7a-9d4e-4c6f-8a10-5b2e7d9c0f41";
const apiSecret = "example-secret-not-for-production";

const stored = {
  id: "AQIDBAUGBwg",
  createdAt: "2024-03-01T10:15:30.123456Z",
  lastUsed: "2024-03-02T08:00:00.000000Z",
  name: "Ada's laptop",
  userVerification: true,
  isResidentKey: true,
  authenticator: { aaguid: "00000000-0000-0000-0000-000000000000", attachment: "platform" },
  user: { id: "ada-01" },
  aMemberOfLater: { kept: true },
};
const creation = {
  publicKey: {
    challenge: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    rp: { id: "localhost", name: "Example Shop" },
    user: { id: "YWRhLTAx", name: "ada@example.org", displayName: "Ada" },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    timeout: 60000,
    hints: ["client-device"],
  },
};
const request = { publicKey: { challenge: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", rpId: "localhost" } };
const attestation = {
  id: "AQIDBAUGBwg",
  rawId: "AQIDBAUGBwg",
  type: "public-key" as const,
  response: { clientDataJSON: "e30", attestationObject: "oA" },
  clientExtensionResults: { credProps: { rk: true } },
};
const assertion = {
  id: "AQIDBAUGBwg",
  rawId: "AQIDBAUGBwg",
  type: "public-key" as const,
  response: { clientDataJSON: "e30", authenticatorData: "AA", signature: "AA", userHandle: null },
  clientExtensionResults: {},
};

/** Each call, what has to be on the wire for it, and what it answers. */
const calls: readonly {
  readonly name: string;
  readonly call: (client: AuthenticationClient) => Promise<unknown>;
  readonly line: string;
  readonly body: string;
  readonly status?: number;
  readonly answer: unknown;
}[] = [
  {
    name: "initializeRegistration",
    call: (client) => client.initializeRegistration({ user: { id: "ada-01", name: "ada@example.org" } }),
    line: "POST /v1/webauthn/registration/initialize",
    body: '{"user":{"id":"ada-01","name":"ada@example.org"}}',
    answer: creation,
  },
  {
    name: "initializeRegistration with every option",
    call: (client) =>
      client.initializeRegistration({
        user: { id: "ada-01", name: "ada@example.org", displayName: "Ädä" },
        options: {
          authenticatorSelection: {
            authenticatorAttachment: "platform",
            requireResidentKey: true,
            userVerification: "required",
          },
          attestation: "direct",
        },
      }),
    line: "POST /v1/webauthn/registration/initialize",
    body: '{"user":{"id":"ada-01","name":"ada@example.org","displayName":"Ädä"},"options":{"authenticatorSelection":{"authenticatorAttachment":"platform","requireResidentKey":true,"userVerification":"required"},"attestation":"direct"}}',
    answer: creation,
  },
  {
    name: "finalizeRegistration",
    call: (client) => client.finalizeRegistration(attestation),
    line: "POST /v1/webauthn/registration/finalize",
    body: JSON.stringify(attestation),
    answer: { credential: stored },
  },
  {
    name: "initializeAuthentication of whoever answers",
    call: (client) => client.initializeAuthentication(),
    line: "POST /v1/webauthn/authentication/initialize",
    body: "{}",
    answer: request,
  },
  {
    name: "initializeAuthentication of a user",
    call: (client) =>
      client.initializeAuthentication({
        user: { id: "ada-01", name: undefined },
        options: { userVerification: "discouraged", authenticatorAttachment: "cross-platform" },
      }),
    line: "POST /v1/webauthn/authentication/initialize",
    body: '{"user":{"id":"ada-01"},"options":{"userVerification":"discouraged","authenticatorAttachment":"cross-platform"}}',
    answer: request,
  },
  {
    name: "finalizeAuthentication",
    call: (client) => client.finalizeAuthentication(assertion),
    line: "POST /v1/webauthn/authentication/finalize",
    body: JSON.stringify(assertion),
    answer: { credential: stored },
  },
  {
    name: "initializeTransaction",
    call: (client) => client.initializeTransaction({ user: { id: "ada-01" }, transaction: "Send 12 EUR to Bea " }),
    line: "POST /v1/webauthn/transaction/initialize",
    body: '{"user":{"id":"ada-01"},"transaction":"Send 12 EUR to Bea "}',
    answer: request,
  },
  {
    name: "finalizeTransaction",
    call: (client) => client.finalizeTransaction(assertion),
    line: "POST /v1/webauthn/transaction/finalize",
    body: JSON.stringify(assertion),
    answer: { credential: stored },
  },
  {
    name: "listCredentials",
    call: (client) => client.listCredentials(),
    line: "GET /v1/webauthn/credentials",
    body: "",
    answer: [],
  },
  {
    name: "listCredentials of a user",
    call: (client) => client.listCredentials({ userId: "ada 01&x", pageSize: 50, page: 2 }),
    line: "GET /v1/webauthn/credentials?user_id=ada+01%26x&page_size=50&page=2",
    body: "",
    answer: [stored, stored],
  },
  {
    name: "getCredential",
    call: (client) => client.getCredential("AQIDBAUGBwg"),
    line: "GET /v1/webauthn/credentials/AQIDBAUGBwg",
    body: "",
    answer: stored,
  },
  {
    name: "updateCredential",
    call: (client) => client.updateCredential("AQIDBAUGBwg", { name: "München key" }),
    line: "PUT /v1/webauthn/credentials/AQIDBAUGBwg",
    body: '{"name":"München key"}',
    answer: stored,
  },
  {
    name: "deleteCredential",
    call: (client) => client.deleteCredential("AQIDBAUGBwg"),
    line: "DELETE /v1/webauthn/credentials/AQIDBAUGBwg",
    body: "",
    status: 204,
    answer: undefined,
  },
];

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
