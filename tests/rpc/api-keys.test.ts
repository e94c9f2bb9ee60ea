import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { createSignetClient, type Protocol, Reason, reasonOf, type SignetClient } from "@signet/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rpcKey, type Server, startServer } from "../contract/server.ts";

let server: Server;
let operator: SignetClient;
const opened: SignetClient[] = [];

beforeAll(async () => {
  server = await startServer();
  operator = createSignetClient({ baseUrl: server.rpcUrl, apiKey: rpcKey });
  opened.push(operator);
});
afterAll(async () => {
  for (const client of opened) client.close();
  await server?.stop();
});

const failure = (call: Promise<unknown>) => call.then(() => expect.fail("the call succeeded"), ConnectError.from);

async function make(scopes: string[]) {
  const { apiKey, secret } = await operator.apiKeys.createApiKey({ apiKeyId: randomUUID(), name: "test", scopes });
  return { apiKeyId: apiKey?.apiKeyId ?? "", secret };
}

function backEnd(apiKey: string, options: { protocol?: Protocol; tenantId?: string } = {}): SignetClient {
  const client = createSignetClient({ baseUrl: server.backEndUrl, apiKey, ...options });
  opened.push(client);
  return client;
}

describe.each<Protocol>(["connect", "grpc", "grpc-web"])("a back end over %s", (protocol) => {
  test("may do what its key has the scopes for, in every unit", async () => {
    const { secret } = await make(["users:read", "users:write", "sessions:read", "authenticate"]);
    const { identity, tokens, flows, webhooks } = backEnd(secret, { protocol });
    const userId = randomUUID();
    const emails = [{ emailId: randomUUID(), address: `${userId}@example.com`, isVerified: true, isPrimary: true }];
    await identity.createUser({ userId, emails });
    expect((await identity.getUser({ userId })).user?.userId).toBe(userId);
    expect((await tokens.validateSession({ tokens: ["x"] })).session).toBeUndefined();
    expect((await flows.startFlow({ flowName: "login" })).state?.name).toBe("preflight");

    const missing = await failure(identity.getUser({ userId: randomUUID() }));
    expect([missing.code, reasonOf(missing)]).toEqual([Code.NotFound, Reason.USER_NOT_FOUND]);
    const calls = [webhooks.listWebhooks({}), tokens.issueSession({ sessionId: randomUUID(), userId })];
    for (const error of await Promise.all(calls.map(failure))) {
      expect([error.code, reasonOf(error)]).toEqual([Code.PermissionDenied, Reason.CALLER_FORBIDDEN]);
      expect(error.rawMessage).toMatch(/webhooks:read|sessions:write/);
    }
  });

  test("is refused without a key, with another's, with units' and with a revoked one", async () => {
    const { apiKeyId, secret } = await make(["admin"]);
    for (const wrong of ["", "signet_", rpcKey, `${secret}x`]) {
      const error = await failure(backEnd(wrong, { protocol }).identity.listUsers({}));
      expect([error.code, reasonOf(error)]).toEqual([Code.Unauthenticated, Reason.CALLER_UNAUTHENTICATED]);
    }
    const elsewhere = await failure(backEnd(secret, { protocol, tenantId: randomUUID() }).identity.listUsers({}));
    expect(reasonOf(elsewhere)).toBe(Reason.CALLER_UNAUTHENTICATED);

    const { identity } = backEnd(secret, { protocol });
    await identity.listUsers({});
    await operator.apiKeys.revokeApiKey({ apiKeyId });
    expect(reasonOf(await failure(identity.listUsers({})))).toBe(Reason.CALLER_UNAUTHENTICATED);
  });
});

test("a back end that says it is a unit is a back end all the same", async () => {
  const { secret } = await make(["users:read"]);
  const response = await fetch(`${server.backEndUrl}/signet.identity.v1.IdentityService/DeleteUser`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "signet-unit": "flow", "content-type": "application/json" },
    body: JSON.stringify({ userId: randomUUID() }),
  });
  expect(response.status).toBe(403);
});

test("health and, with any key, reflection are served", async () => {
  const call = (path: string, headers = {}) =>
    fetch(`${server.backEndUrl}/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: "{}",
    });
  expect(await (await call("grpc.health.v1.Health/Check")).json()).toEqual({ status: "SERVING" });
  expect((await call("signet.identity.v1.IdentityService/ListUsers")).status).toBe(401);
});

test("who made a key with a key is told by the key that was made", async () => {
  const { apiKeyId, secret } = await make(["admin"]);
  const { apiKeys } = backEnd(secret);
  const made = await apiKeys.createApiKey({ apiKeyId: randomUUID(), name: "second", scopes: ["users:read"] });
  expect(made.apiKey?.creator).toBe(`api_key:${apiKeyId}`);
});
