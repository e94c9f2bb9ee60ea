import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { ValidateSessionResponseSchema } from "@signet/proto/token/v1/token_service";
import { describe, expect, test } from "vitest";
import { ada, adasToken, expiration, fakeSessions } from "../test/sessions.ts";
import { testGateway } from "../test/world.ts";

describe("GET /sessions/validate", async () => {
  const asked: { tokens: readonly string[]; touch: boolean }[] = [];
  const { app } = await testGateway({ token: fakeSessions(asked) });

  test("tells what a valid session says, and does not count as using it", async () => {
    asked.length = 0;
    const response = await app.inject({ url: "/sessions/validate", headers: { authorization: `Bearer ${adasToken}` } });

    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      is_valid: true,
      claims: {
        subject: ada.userId,
        session_id: ada.sessionId,
        issued_at: "2026-03-01T12:00:00.104Z",
        expiration: "2026-03-02T00:00:00.104Z",
        audience: ["localhost"],
        email: { address: ada.email, is_primary: true, is_verified: true },
        amr: ["passkey"],
      },
      expiration_time: "2026-03-02T00:00:00.104Z",
      user_id: ada.userId,
    });
    expect(asked).toEqual([{ tokens: [adasToken], touch: false }]);
  });

  test("answers with compact JSON, a newline and a type without charset", async () => {
    const response = await app.inject({ url: "/sessions/validate" });

    expect(response.body).toBe('{"is_valid":false}\n');
    expect(response.headers["content-type"]).toBe("application/json");
  });

  test("without a token nobody is asked", async () => {
    asked.length = 0;
    await app.inject({ url: "/sessions/validate" });
    expect(asked).toEqual([]);
  });

  test("a foreign token is an ordinary answer", async () => {
    const response = await app.inject({ url: "/sessions/validate", headers: { cookie: "hanko=a.b.c" } });
    expect([response.statusCode, response.json()]).toEqual([200, { is_valid: false }]);
  });
});

describe("POST /sessions/validate", async () => {
  const asked: { tokens: readonly string[]; touch: boolean }[] = [];
  const { app } = await testGateway({ token: fakeSessions(asked) });
  const post = (payload: unknown, headers: Record<string, string> = { "content-type": "application/json" }) =>
    app.inject({
      method: "POST",
      url: "/sessions/validate",
      headers,
      payload: typeof payload === "string" || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
    });

  test("looks at the body's token alone, and counts as use", async () => {
    asked.length = 0;
    const headers = { "content-type": "application/json", authorization: "Bearer other" };
    const response = await post({ session_token: adasToken }, headers);

    expect(response.json()).toMatchObject({ is_valid: true, user_id: ada.userId });
    expect(asked).toEqual([{ tokens: [adasToken], touch: true }]);
  });

  test("names match without case, unknown ones are ignored", async () => {
    const response = await post({ Session_Token: adasToken, colour: "red", __proto__: 1 });
    expect(response.json()).toMatchObject({ is_valid: true });
  });

  test.each([{}, { session_token: "" }, { session_token: null }, "null", ""])("%j misses the token", async (body) => {
    const response = await post(body);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({ code: 400, message: "session_token is a required field" });
  });

  test.each(["{", "[]", '"text"', "5", '{"session_token":5}', '{"session_token":{}}', "\uFEFF{}", "{}x"])(
    "%j is a bad request",
    async (body) => {
      const response = await post(body);
      expect(response.statusCode).toBe(400);
      expect(response.json()).toEqual({ code: 400, message: expect.stringMatching(/error/) });
    },
  );

  test("charset and spelling of the type do not matter", async () => {
    const response = await post({ session_token: "x" }, { "content-type": "Application/JSON; charset=utf-8" });
    expect(response.json()).toEqual({ is_valid: false });
  });

  test.each(["text/plain", "application/jsonp", "application/octet-stream", "nonsense"])(
    "%s is not read",
    async (type) => {
      const response = await post({ session_token: adasToken }, { "content-type": type });
      expect(response.statusCode).toBe(415);
      expect(response.json()).toEqual({ code: 415, message: "Unsupported Media Type" });
    },
  );

  test("a body without a type is not read", async () => {
    const response = await app.inject({ method: "POST", url: "/sessions/validate", payload: Buffer.from("{}") });
    expect(response.statusCode).toBe(415);
  });

  test("a form holds no members of ours", async () => {
    const response = await post("session_token=x", { "content-type": "application/x-www-form-urlencoded" });
    expect(response.json()).toMatchObject({ code: 400, message: "session_token is a required field" });
  });

  test("broken UTF-8 in a token makes it a foreign token", async () => {
    const body = Buffer.concat([Buffer.from('{"session_token":"'), Buffer.from([0xff, 0xc3]), Buffer.from('"}')]);
    expect((await post(body)).json()).toEqual({ is_valid: false });
  });
});

test("a session with an idle timeout says when it would end", async () => {
  const idleExpireTime = timestampFromDate(new Date("2026-03-01T12:30:00Z"));
  const valid = create(ValidateSessionResponseSchema, {
    session: { userId: ada.userId },
    claims: { subject: ada.userId, expiration },
    idleExpireTime,
  });
  const { app } = await testGateway({ token: { validateSession: () => valid } });

  const response = await app.inject({ url: "/sessions/validate", headers: { cookie: "hanko=x" } });
  expect(response.json()).toMatchObject({ idle_expires_at: "2026-03-01T12:30:00Z" });
});
