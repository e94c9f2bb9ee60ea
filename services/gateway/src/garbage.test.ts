import { describe, expect, test } from "vitest";
import { ada, adasToken, fakeSessions } from "./test/sessions.ts";
import { testGateway } from "./test/world.ts";

/** Numbers that look random and are the same in every run (a linear congruential generator). */
function generator(seed: number) {
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return { next, pick: <T>(...list: readonly T[]): T => list[next(list.length)] as T };
}

type Random = ReturnType<typeof generator>;

const flowId = "b1a7c5de-3f62-4b0d-9c7e-8d1f2a3b4c5d";

function text({ next, pick }: Random): string {
  const pieces = [
    "a",
    "Ä",
    "\0",
    "\u{1F511}",
    "\\ud800",
    '"',
    "'",
    "%",
    "/",
    "..",
    "@",
    "{",
    "[",
    "null",
    "-1",
    "__proto__",
    flowId,
  ];
  return Array.from({ length: next(6) }, () => pick(...pieces)).join("");
}

function value(random: Random, depth = 0): unknown {
  const { next, pick } = random;
  if (depth > 3) return null;
  const kind = next(7);
  if (kind === 0) return text(random);
  if (kind === 1) return pick(0, -1, 1e308, 0.1, Number.MAX_SAFE_INTEGER);
  if (kind === 2) return pick(true, false, null);
  if (kind === 3) return Array.from({ length: next(4) }, () => value(random, depth + 1));
  const names = ["input_data", "csrf_token", "session_token", "INPUT_DATA", "constructor", text(random)];
  return Object.fromEntries(Array.from({ length: next(4) }, () => [pick(...names), value(random, depth + 1)]));
}

function body(random: Random): Buffer {
  const json = JSON.stringify(value(random)) ?? "";
  const bytes = Buffer.from(json);
  const { next, pick } = random;
  return pick(
    () => bytes,
    () => bytes.subarray(0, next(bytes.length + 1)),
    () => Buffer.concat([bytes, Buffer.from([next(256), next(256)])]),
    () => Buffer.from(Array.from({ length: next(40) }, () => next(256))),
    () => Buffer.from("[".repeat(next(50_000))),
  )();
}

function query(random: Random): string {
  const { pick } = random;
  const action = pick(text(random), `skip@${flowId}`, `@${flowId}`, `${text(random)}@${text(random)}`, "");
  return pick(
    "",
    `?action=${encodeURIComponent(action)}`,
    `?action=${encodeURI(action)}&action=x`,
    `?${encodeURIComponent(text(random))}`,
  );
}

function headers(random: Random): Record<string, string> {
  const { pick } = random;
  // As Node hands headers over: bytes as Latin-1, control characters refused before anybody sees them.
  const value = Buffer.from(text(random))
    .toString("latin1")
    .replace(/\p{Cc}/gu, "");
  const types = ["application/json", "application/json; charset=x", "text/plain", "multipart/form-data", value];
  return {
    "content-type": pick(...types),
    ...pick<object>(
      {},
      { authorization: `Bearer ${adasToken}` },
      { authorization: `Bearer ${value}` },
      { authorization: value },
    ),
    ...pick<object>({}, { cookie: `hanko=${value}` }, { cookie: value }, { "x-forwarded-for": value }),
    ...pick<object>({}, { "x-request-id": value }, { origin: value }, { "x-language": value }),
  };
}

/** Any body that a client of the contract can make sense of. */
const anyError = { code: expect.any(Number), message: expect.any(String) };
const anyFlowError = { name: "error", csrf_token: "", actions: {}, links: null };

describe("garbage", async () => {
  const state = { name: "login_init", status: 200, csrfToken: "x".repeat(32), flowName: "login", flowId };
  const { app, listener } = await testGateway(
    {
      token: {
        ...fakeSessions(),
        revokeSession: () => ({}),
        revokeUserSessions: () => ({}),
        getJwks: () => ({ jwksJson: '{"keys":[]}' }),
      },
      webhook: { getJwks: () => ({ jwksJson: '{"keys":[]}' }) },
      flow: { startFlow: () => ({ state }), executeAction: () => ({ state }) },
      identity: {
        getUser: () => ({ user: { userId: ada.userId } }),
        updateUser: () => ({ user: { userId: ada.userId } }),
        deleteUser: () => ({}),
      },
      credential: { getUserCredentials: () => ({}), deleteUserCredentials: () => ({}) },
    },
    { config: (c) => ({ ...c, server: { ...c.server, admin: { ...c.server.admin, auth: "none" } } }) },
  );
  const doors = { public: app, admin: listener("admin") };
  const paths = {
    public: [
      "/login",
      "/registration",
      "/profile",
      "/token_exchange",
      "/sessions/validate",
      "/me",
      "/logout",
      "/",
      "/x",
    ],
    admin: ["/users/x", `/users/${ada.userId}`, "/users/", "/metrics", "/health/ready", "/x"],
  } as const;

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "of seed %d is answered in the contract's words, and never a 500",
    async (seed) => {
      const random = generator(seed);
      for (let i = 0; i < 100; i++) {
        const door = random.pick("public", "admin");
        const url = random.pick<string>(...paths[door]) + query(random);
        const method = random.pick("GET", "POST", "PUT", "PATCH", "DELETE");
        const request = { method, url, headers: headers(random), payload: body(random) };
        const response = await doors[door].inject(request);
        const shown = `${method} ${url} ${JSON.stringify(request.headers)} ${request.payload.toString().slice(0, 200)}`;

        expect(response.statusCode, shown).toBeLessThan(500);
        if (response.statusCode < 400) continue;
        expect(response.headers["content-type"], shown).toBe("application/json");
        const json = response.json();
        if ("name" in json)
          expect(json, shown).toMatchObject({
            ...anyFlowError,
            error: { code: expect.any(String) },
            status: response.statusCode,
          });
        else expect(json, shown).toEqual({ ...anyError, code: response.statusCode });
      }
      expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    },
  );
});
