import { anyUnpack } from "@bufbuild/protobuf/wkt";
import type { Config } from "@signet/config";
import { problem } from "@signet/kit";
import { UserCredentialsSchema } from "@signet/proto/credential/v1/credential";
import { Reason } from "@signet/proto/errors/v1/errors";
import { SessionCause } from "@signet/proto/token/v1/token_service";
import { describe, expect, test } from "vitest";
import { ada } from "../../test/sessions.ts";
import { testGateway } from "../../test/world.ts";

const admin = (change: Partial<Config["server"]["admin"]>) => (config: Config) => ({
  ...config,
  server: { ...config.server, admin: { ...config.server.admin, ...change } },
});
const url = `/users/${ada.userId}`;

describe("a user", async () => {
  const calls: string[] = [];
  const { listener } = await testGateway(
    {
      identity: {
        getUser({ userId }) {
          if (userId !== ada.userId) throw problem(Reason.USER_NOT_FOUND, "no such user");
          return { user: { userId, emails: [{ emailId: "e", address: ada.email, isPrimary: true }] } };
        },
        deleteUser({ userId, credentials }) {
          const known = credentials && anyUnpack(credentials, UserCredentialsSchema);
          calls.push(`user ${userId} ${known?.password?.passwordId}`);
          return {};
        },
      },
      credential: {
        getUserCredentials: ({ userId }) => ({ credentials: { userId, password: { passwordId: "p" } } }),
        deleteUserCredentials({ userId }) {
          calls.push(`credentials ${userId}`);
          return {};
        },
      },
      token: {
        revokeUserSessions({ userId, cause }) {
          calls.push(`sessions ${userId} ${SessionCause[cause]}`);
          return {};
        },
      },
    },
    { config: admin({ auth: "none" }) },
  );
  const app = listener("admin");

  test("is shown", async () => {
    const response = await app.inject({ url });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ id: ada.userId, emails: [{ address: ada.email }], password: { id: "p" } });
  });

  test("is deleted with sessions and credentials, last of all the user", async () => {
    calls.length = 0;
    const response = await app.inject({ method: "DELETE", url });

    expect([response.statusCode, response.body]).toEqual([204, ""]);
    expect(calls.slice(0, 2).sort()).toEqual([`credentials ${ada.userId}`, `sessions ${ada.userId} USER_DELETED`]);
    expect(calls[2]).toBe(`user ${ada.userId} p`);
  });

  test.each(["GET", "DELETE"] as const)("%s of an unknown one is not found, of no id a bad request", async (method) => {
    const unknown = await app.inject({ method, url: "/users/9d3c1e52-8c0d-4a7e-9b62-0f1f0a5f7c11" });
    const noId = await app.inject({ method, url: "/users/abc" });

    expect([unknown.statusCode, unknown.json()]).toEqual([404, { code: 404, message: "user not found" }]);
    expect([noId.statusCode, noId.json()]).toEqual([400, { code: 400, message: "failed to parse userId as uuid" }]);
  });
});

describe("the admin routes", () => {
  const identity = { getUser: () => ({ user: { userId: ada.userId } }) };
  const credential = { getUserCredentials: () => ({}) };
  const statusAt = async (change: Partial<Config["server"]["admin"]>) => {
    const { listener } = await testGateway({ identity, credential }, { config: admin(change) });
    return (await listener("admin").inject({ url })).statusCode;
  };

  test.each(["127.0.0.1", "127.8.9.1", "::1", "localhost"])("are open on a listener at %s", async (host) => {
    expect(await statusAt({ address: { host, port: 8001 }, auth: "api_key" })).toBe(200);
  });

  test.each(["", "0.0.0.0", "::", "10.0.0.7"])("are shut on a listener at %j unless told otherwise", async (host) => {
    const address = { host, port: 8001 };
    expect(await statusAt({ address, auth: "api_key" })).toBe(401);
    expect(await statusAt({ address, auth: "none" })).toBe(200);
  });
});
