import type { Config } from "@signet/config";
import type { IssueSessionRequest } from "@signet/proto/token/v1/token_service";
import { expect, test } from "vitest";
import { ada } from "../../test/sessions.ts";
import { testGateway } from "../../test/world.ts";

const asked: IssueSessionRequest[] = [];
const { listener } = await testGateway(
  {
    identity: { getUser: ({ userId }) => ({ user: { userId } }) },
    token: {
      issueSession(request) {
        asked.push(request);
        return { token: "a.b.c" };
      },
    },
  },
  {
    config: (config: Config) => ({
      ...config,
      server: { ...config.server, admin: { ...config.server.admin, auth: "none" } },
    }),
  },
);

test.each([
  [{}, { userAgent: "", ipAddress: "" }],
  [
    { user_agent: "", ip_address: "" },
    { userAgent: "", ipAddress: "" },
  ],
  [
    { user_agent: null, ip_address: null },
    { userAgent: "", ipAddress: "" },
  ],
  [
    { user_agent: "Test", ip_address: "::1" },
    { userAgent: "Test", ipAddress: "::1" },
  ],
])("a session for a user takes what is said of the device: %j", async (said, client) => {
  const payload = { user_id: ada.userId, ...said };
  const reply = await listener("admin").inject({ method: "POST", url: "/sessions", payload });
  expect([reply.statusCode, reply.json()]).toEqual([200, { session_token: "a.b.c" }]);
  expect(asked.at(-1)).toMatchObject({ userId: ada.userId, client });
});
