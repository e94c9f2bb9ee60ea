import { callerOf, problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { type RevokeSessionRequest, SessionCause } from "@signet/proto/token/v1/token_service";
import { describe, expect, test } from "vitest";
import { ada, adasToken, fakeSessions } from "../test/sessions.ts";
import { testGateway } from "../test/world.ts";

const unauthorized = { code: 401, message: "Unauthorized" };
const deleted = "hanko=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict";

describe("presenting a session", async () => {
  const asked: { tokens: readonly string[]; touch: boolean }[] = [];
  const { app } = await testGateway({ token: fakeSessions(asked) });
  const presented = async (headers: Record<string, string>) => {
    asked.length = 0;
    await app.inject({ url: "/sessions/validate", headers });
    return asked[0]?.tokens;
  };

  test("the bearer token counts first, then the cookie", async () => {
    const headers = { authorization: "Bearer one", cookie: "a=b; hanko=two" };
    expect(await presented(headers)).toEqual(["one", "two"]);
  });

  test("the scheme is compared without case, whitespace around does not matter", async () => {
    expect(await presented({ authorization: "  bEaReR \t one  " })).toEqual(["one"]);
  });

  test("another scheme is no bearer token", async () => {
    expect(await presented({ authorization: "Basic b25lOnR3bw==" })).toBeUndefined();
  });

  test("cookies of one name count in their order, empty ones not at all", async () => {
    expect(await presented({ cookie: "hanko=; hanko=one; hanko2=x; xhanko=y; hanko=two" })).toEqual(["one", "two"]);
  });

  test("a flood of candidates is cut", async () => {
    const cookie = Array.from({ length: 50 }, (_, i) => `hanko=${i}`).join(";");
    expect(await presented({ cookie })).toHaveLength(4);
  });
});

describe("GET /me", async () => {
  const { app, deps } = await testGateway({
    token: fakeSessions(),
    identity: {
      getUser: ({ userId }) => ({ user: { userId, emails: [{ emailId: "e", address: ada.email, isPrimary: true }] } }),
    },
    credential: { getUserCredentials: ({ userId }) => ({ credentials: { userId, totp: { totpId: "t" } } }) },
  });

  test("shows the profile of who is signed in, uncached", async () => {
    const response = await app.inject({ url: "/me", headers: { cookie: `hanko=${adasToken}` } });

    expect(response.statusCode).toBe(200);
    expect(response.headers["cache-control"]).toBe("no-store");
    expect(response.json()).toEqual({
      id: ada.userId,
      user_id: ada.userId,
      emails: [{ id: "e", address: ada.email, is_verified: false, is_primary: true }],
      mfa_config: {
        auth_app_set_up: true,
        totp_enabled: deps.config.mfa.enabled,
        security_keys_enabled: deps.config.mfa.enabled,
      },
    });
  });

  test("HEAD answers the same without a body", async () => {
    const response = await app.inject({ method: "HEAD", url: "/me", headers: { cookie: `hanko=${adasToken}` } });
    expect([response.statusCode, response.body]).toEqual([200, ""]);
  });

  test("nobody is unauthorized", async () => {
    const response = await app.inject({ url: "/me" });
    expect([response.statusCode, response.json()]).toEqual([401, unauthorized]);
  });

  test("a user who is gone is not found", async () => {
    const gone = await testGateway({
      token: fakeSessions(),
      identity: {
        getUser() {
          throw problem(Reason.USER_NOT_FOUND, "no such user");
        },
      },
      credential: { getUserCredentials: () => ({}) },
    });
    const response = await gone.app.inject({ url: "/me", headers: { cookie: `hanko=${adasToken}` } });
    expect([response.statusCode, response.json()]).toEqual([404, { code: 404, message: "user not found" }]);
  });
});

describe("POST /logout", async () => {
  const revoked: (RevokeSessionRequest & { actor: string })[] = [];
  const { app } = await testGateway({
    token: {
      ...fakeSessions(),
      revokeSession(request, context) {
        revoked.push({ ...request, actor: callerOf(context).origin.actorEmail });
        return {};
      },
    },
  });

  test("ends the session and deletes the cookie", async () => {
    const headers = { authorization: `Bearer ${adasToken}` };
    const response = await app.inject({ method: "POST", url: "/logout", headers });

    expect([response.statusCode, response.body]).toEqual([204, ""]);
    expect(response.headers["set-cookie"]).toEqual([deleted]);
    expect(revoked).toMatchObject([
      { userId: ada.userId, sessionId: ada.sessionId, cause: SessionCause.LOGOUT, actor: ada.email },
    ]);
  });

  test("without a session it is unauthorized", async () => {
    const response = await app.inject({ method: "POST", url: "/logout" });
    expect([response.statusCode, response.json()]).toEqual([401, unauthorized]);
  });
});

describe("a session that was idle for too long", async () => {
  const { app } = await testGateway({ token: { validateSession: () => ({ idleExpired: true }) } });
  const headers = { cookie: "hanko=x" };

  test.each([
    ["GET", "/me", 401],
    ["POST", "/logout", 401],
    ["GET", "/sessions/validate", 200],
  ] as const)("%s %s takes its cookie away", async (method, url, status) => {
    const response = await app.inject({ method, url, headers });
    expect([response.statusCode, response.headers["set-cookie"]]).toEqual([status, [deleted]]);
  });
});

describe("a signed token without UUIDs where they belong", async () => {
  const { app } = await testGateway({
    token: {
      validateSession() {
        throw problem(Reason.TOKEN_CLAIMS_INVALID, "sub is not a UUID");
      },
    },
  });
  const headers = { cookie: "hanko=x" };

  test("is a bad request for those who ask about it", async () => {
    const response = await app.inject({ url: "/sessions/validate", headers });
    expect(response.statusCode).toBe(400);
    expect(response.json().message).toMatch(/^failed to parse token claims: /);
  });

  test("signs nobody in", async () => {
    expect((await app.inject({ url: "/me", headers })).statusCode).toBe(401);
  });
});
