import { callerOf, problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { describe, expect, test } from "vitest";
import { type Fakes, testGateway } from "../test/world.ts";

const userId = "0192a4b0-7c3e-4000-8000-000000000001";
const url = `/users/${userId}`;

/** An admin API on every address of the machine, where two keys are known. */
async function admin() {
  const callers: string[] = [];
  const keys: Record<string, object> = {
    reader: { apiKeyId: "key-1", scopes: ["users:read"] },
    party: { apiKeyId: "key-2", scopes: [], relyingPartyId: "party-1" },
  };
  const fakes: Fakes = {
    apiKeys: {
      verifyApiKey({ shown }) {
        const apiKey = keys[String(shown.value)];
        if (!apiKey) throw problem(Reason.API_KEY_INVALID, "unknown");
        return { apiKey };
      },
    },
    identity: {
      getUser(_request, context) {
        callers.push(callerOf(context).origin.apiKeyId);
        return { user: { userId } };
      },
    },
    credential: { getUserCredentials: () => ({}) },
  };
  const gateway = await testGateway(fakes, {
    config: (config) => ({
      ...config,
      server: { ...config.server, admin: { address: { host: "0.0.0.0", port: 0 }, auth: "api_key" } },
    }),
  });
  return { app: gateway.listener("admin"), callers };
}

describe("an admin API that others can reach", async () => {
  const { app, callers } = await admin();
  const ask = (authorization?: string, method: "GET" | "DELETE" = "GET") =>
    app.inject({ method, url, headers: authorization === undefined ? {} : { authorization } });

  test("serves a key with the scope of the route, and calls in its name", async () => {
    expect((await ask("Bearer reader")).statusCode).toBe(200);
    expect((await ask("bearer  reader")).statusCode).toBe(200);
    expect(callers.at(-1)).toBe("key-1");
  });

  test.each([undefined, "", "reader", "Basic reader", "Bearer ", "Bearer stranger", "Bearer reader reader"])(
    "answers 401 to %j and says what to do",
    async (authorization) => {
      const { statusCode, headers, ...response } = await ask(authorization);
      expect([statusCode, headers["www-authenticate"]]).toEqual([401, "Bearer"]);
      expect(response.json()).toEqual({ code: 401, message: expect.stringContaining("signet apikey create") });
    },
  );

  test("answers 403 to a key without the scope, and names it", async () => {
    const response = await ask("Bearer reader", "DELETE");
    expect([response.statusCode, response.json().code]).toEqual([403, 403]);
    expect(response.json().message).toContain("users:write");
    expect((await ask("Bearer party")).statusCode).toBe(403);
  });

  test("asks nobody for a key who asks for its health", async () => {
    for (const path of ["/health/alive", "/metrics"]) expect((await app.inject({ url: path })).statusCode).toBe(200);
  });
});

describe("an admin API that only this machine can reach", async () => {
  const fakes: Fakes = {
    identity: { getUser: () => ({ user: { userId } }) },
    credential: { getUserCredentials: () => ({}) },
  };
  const gateway = await testGateway(fakes, {
    config: (config) => ({
      ...config,
      server: { ...config.server, admin: { address: { host: "127.0.0.1", port: 0 }, auth: "api_key" } },
    }),
  });
  const app = gateway.listener("admin");

  test.each(["localhost:8001", "127.0.0.1:8001", "[::1]:8001", "localhost"])(
    "serves %s without a key",
    async (host) => {
      expect((await app.inject({ url, headers: { host } })).statusCode).toBe(200);
    },
  );

  test.each(["rebound.example:8001", "localhost.rebound.example", "127.0.0.1.rebound.example", "a b"])(
    "answers 403 to a page that had its own name %j resolved to it",
    async (host) => {
      const response = await app.inject({ url, headers: { host } });
      expect([response.statusCode, response.json().code]).toEqual([403, 403]);
    },
  );
});
