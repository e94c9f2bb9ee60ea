import type { MessageInitShape } from "@bufbuild/protobuf";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { IssuedSessionSchema } from "@signet/proto/flow/v1/flow_service";
import { describe, expect, test } from "vitest";
import { ada, adasToken, fakeSessions } from "../test/sessions.ts";
import { testGateway } from "../test/world.ts";

const json = { "content-type": "application/json" };
const session: MessageInitShape<typeof IssuedSessionSchema> = {
  token: "a.b.c",
  lifespan: durationFromMs(12 * 60 * 60_000),
  persistent: true,
};
const limit = { limit: 5n, remaining: 4n, resetSeconds: 60n };
const login = { method: "POST", url: "/password/login", headers: json } as const;
const payload = { user_id: ada.userId, password: "open sesame" };

describe("a sign-in", () => {
  test("hands the session over in a cookie, and tells how the count of attempts stands", async () => {
    const { app } = await testGateway({ classic: { logInWithPassword: () => ({ session, limit }) } });
    const { statusCode, headers, body } = await app.inject({ ...login, payload });
    expect([statusCode, body]).toEqual([200, "null\n"]);
    expect(headers["set-cookie"]).toEqual(["hanko=a.b.c; Path=/; Max-Age=43200; HttpOnly; Secure; SameSite=Strict"]);
    expect(headers).toMatchObject({
      "x-session-lifetime": "43200",
      "x-ratelimit-limit": "5",
      "x-ratelimit-remaining": "4",
      "x-ratelimit-reset": "60",
    });
    // Older clients were never told.
    expect(headers).not.toHaveProperty("x-session-retention");
  });

  test("hands it over in a header where the settings say so", async () => {
    const settings = { session: { enable_auth_token_header: true } };
    const { app } = await testGateway({ classic: { logInWithPassword: () => ({ session }) } }, { settings });
    const { headers } = await app.inject({ ...login, payload });
    expect(headers).toMatchObject({ "x-auth-token": "a.b.c", "x-session-lifetime": "43200" });
    expect(headers).not.toHaveProperty("set-cookie");
  });

  test("that was tried too often says when the next one is possible", async () => {
    const metadata = { limit: "5", remaining: "0", reset: "42", wait: "42" };
    const refuse = () => Promise.reject(problem(Reason.RATE_LIMITED, "too often", metadata));
    const { app } = await testGateway({ classic: { logInWithPassword: refuse } });
    const { statusCode, headers } = await app.inject({ ...login, payload });
    expect(statusCode).toBe(429);
    expect(headers).toMatchObject({ "retry-after": "42", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "42" });
  });

  test.each([
    [Reason.PASSWORD_INVALID, 401],
    [Reason.SECOND_FACTOR_REQUIRED, 401],
    [Reason.PASSWORD_TOO_LONG, 400],
    [Reason.METHOD_DISABLED, 404],
    [Reason.OVERLOADED, 503],
  ])("that fails with %i is answered with %i, and no cookie", async (reason, status) => {
    const refuse = () => Promise.reject(problem(reason, "inner text"));
    const { app } = await testGateway({ classic: { logInWithPassword: refuse } });
    const { statusCode, headers, body } = await app.inject({ ...login, payload });
    expect(statusCode).toBe(status);
    expect(headers).not.toHaveProperty("set-cookie");
    expect(body).not.toContain("inner text");
  });
});

test("a browser remembers the address that it signs up with", async () => {
  const { app } = await testGateway({ classic: { signUp: () => ({ userId: "u", emailId: "e" }) } });
  const reply = await app.inject({ method: "POST", url: "/users", headers: json, payload: { email: ada.email } });
  expect(reply.headers["set-cookie"]).toEqual(["hanko_email_id=e; HttpOnly; Secure; SameSite=None"]);
});

test("a session that ended for idleness takes its cookie along", async () => {
  const refuse = () => Promise.reject(problem(Reason.SESSION_INVALID, "nobody", { idle_expired: "true" }));
  const { app } = await testGateway({ classicAccount: { createPasskeyOptions: refuse } });
  const { statusCode, headers } = await app.inject({ method: "POST", url: "/webauthn/registration/initialize" });
  expect(statusCode).toBe(401);
  expect(headers["set-cookie"]).toEqual([expect.stringMatching(/^hanko=; .*Max-Age=0/)]);
});

test("an authenticator that does not verify its owner is told apart", async () => {
  const refuse = () =>
    Promise.reject(problem(Reason.WEBAUTHN_VERIFICATION_FAILED, "no", { check: "user-verification" }));
  const { app } = await testGateway({ classicAccount: { addPasskey: refuse } });
  const response = { clientDataJSON: "AAAA", attestationObject: "AAAA" };
  const answer = { id: "AAAA", rawId: "AAAA", type: "public-key", response };
  const url = "/webauthn/registration/finalize";
  expect((await app.inject({ method: "POST", url, headers: json, payload: answer })).statusCode).toBe(422);
});

test.each([
  ["user-handle", "AAAA", 400, "failed to parse userHandle as uuid"],
  ["user-handle", undefined, 400, "failed to parse userHandle as uuid"],
  ["user-handle", "AAAAAAAAAAAAAAAAAAAAAA", 401, "failed to validate assertion"],
  ["counter", undefined, 400, "failed to validate assertion"],
  ["signature", undefined, 401, "failed to validate assertion"],
])(
  "a passkey that fails the check %s, of the user %s, is answered with %i",
  async (check, userHandle, code, message) => {
    const refuse = () => Promise.reject(problem(Reason.WEBAUTHN_VERIFICATION_FAILED, "no", { check }));
    const { app } = await testGateway({ classic: { logInWithPasskey: refuse } });
    const response = { clientDataJSON: "AAAA", authenticatorData: "AAAA", signature: "AAAA", userHandle };
    const answer = { id: "AAAA", rawId: "AAAA", type: "public-key", response };
    const reply = await app.inject({ method: "POST", url: "/webauthn/login/finalize", headers: json, payload: answer });
    expect(reply.json()).toEqual({ code, message });
  },
);

test.each([
  ["POST", "/emails"],
  ["POST", "/emails/x/set_primary"],
  ["PUT", "/password"],
  ["PATCH", "/webauthn/credentials/AAAA"],
  ["POST", "/webauthn/registration/finalize"],
] as const)("%s %s tells what is wrong with a request to who is signed in alone", async (method, url) => {
  const { app } = await testGateway({ token: fakeSessions() });
  const broken = { method, url, headers: json, payload: "{" };
  expect((await app.inject(broken)).statusCode).toBe(401);
  const signedIn = { ...broken, headers: { ...json, authorization: `Bearer ${adasToken}` } };
  expect((await app.inject(signedIn)).statusCode).toBe(400);
});

test("one key switches all of it off", async () => {
  const { app } = await testGateway(
    {},
    {
      config: ({ server, ...config }) => ({
        ...config,
        server: { ...server, public: { ...server.public, classic: false } },
      }),
    },
  );
  // What the passkey server takes for the name of a tenant is refused as none.
  const gone = [404, 400];
  for (const url of ["/.well-known/config", "/emails", "/webauthn/credentials"]) {
    expect(gone, url).toContain((await app.inject({ url })).statusCode);
  }
  for (const url of ["/user", "/users", "/passcode/login/initialize", "/password/login", "/token"]) {
    const { statusCode } = await app.inject({ method: "POST", url, headers: json, payload: { value: "x" } });
    expect(gone, url).toContain(statusCode);
  }
  const { statusCode, json: document } = await app.inject({ url: "/openapi.json" });
  expect(statusCode).toBe(200);
  expect(Object.keys(document().paths)).not.toContain("/passcode/login/initialize");
});
