import { create } from "@bufbuild/protobuf";
import { onBothDatabases, testDatabase } from "@signet/db/test";
import { on as listenTo, outboxRow, reasonOf, SINGLE_TENANT, uuidv4 } from "@signet/kit";
import type { TestUnitsOptions } from "@signet/kit/test";
import { Reason } from "@signet/proto/errors/v1/errors";
import { UserDeletedSchema } from "@signet/proto/identity/v1/identity_events";
import { UserSchema } from "@signet/proto/identity/v1/user";
import { SessionCreatedSchema, SessionDeletedSchema } from "@signet/proto/token/v1/token_events";
import { SessionCause } from "@signet/proto/token/v1/token_service";
import { decodeJwt } from "jose";
import { expect, test, vi } from "vitest";
import { testWorld } from "./test/world.ts";

const postgresql = await testDatabase();
const world = (options: TestUnitsOptions = {}) => testWorld(postgresql, options);
const HOUR = 3_600_000;

await onBothDatabases("sessions", (db) => {
  const on = (options: TestUnitsOptions = {}) => testWorld(db, options);

  test("a session is issued, found by its token and listed", async () => {
    const { issue, validate, list, clock, userId, events } = await on();

    const issued = await issue();
    const found = await validate(issued.token);

    expect(decodeJwt(issued.token)).toEqual({
      sub: userId,
      session_id: issued.session?.sessionId,
      iat: clock.now().getTime() / 1000,
      exp: clock.now().getTime() / 1000 + 12 * 3600,
      aud: ["localhost"],
    });
    expect(found.session).toEqual(issued.session);
    expect(found.claims).toEqual(issued.claims);
    expect(await list()).toEqual([issued.session]);
    const created = (await events("token", SessionCreatedSchema)).filter(({ session }) => session?.userId === userId);
    expect(created).toMatchObject([{ cause: SessionCause.FLOW, origin: { clientAddress: "203.0.113.7" } }]);
    expect(created[0]?.session).toEqual(issued.session);
  });

  test("a retried issue is the same session, told once", async () => {
    const { issue, list, clock, userId, events } = await on();
    const sessionId = uuidv4();
    const first = await issue({ sessionId });
    clock.advance(1_500);
    const retry = await issue({ sessionId });

    expect(retry.session).toEqual(first.session);
    expect(retry.claims).toEqual(first.claims);
    expect(decodeJwt(retry.token)).toEqual(decodeJwt(first.token));
    expect(await list()).toHaveLength(1);
    const created = (await events("token", SessionCreatedSchema)).filter(({ session }) => session?.userId === userId);
    expect(created).toHaveLength(1);
  });

  test("a user who is deleted elsewhere is signed in no more, whenever that began", async () => {
    const { issue, validate, clock, userId, bus, composed } = await on();
    const before = await issue();
    const user = create(UserSchema, { userId });
    const event = outboxRow(
      UserDeletedSchema,
      SINGLE_TENANT,
      { user, origin: { requestId: "request-2" } },
      clock.now(),
    );
    clock.advance(10);
    const meanwhile = await issue();
    const other = await issue({ userId: uuidv4() });

    const told = new Map<string | undefined, readonly unknown[]>();
    const hear = listenTo(SessionDeletedSchema, async ({ session, cause, origin }) => {
      told.set(session?.sessionId, [cause, origin?.requestId]);
    });
    await bus.subscribe("test", [hear]);
    const running = await composed.start();
    for (const _ of [1, 2]) await bus.publish({ ...event, createTime: event.createdAt });
    const why = [SessionCause.USER_DELETED, "request-2"];
    for (const { token, session } of [before, meanwhile]) {
      expect((await validate(token)).session).toBeUndefined();
      await vi.waitFor(() => expect(told.get(session?.sessionId)).toEqual(why), 15_000);
    }
    await running.stop();
    expect((await validate(other.token)).session).toBeDefined();
  });

  test("the oldest sessions beyond the limit end, each with its event", async () => {
    const { issue, validate, list, clock, userId, events } = await on({ settings: { session: { limit: 2 } } });
    const issued = [];
    for (let i = 0; i < 4; i++) {
      issued.push(await issue());
      clock.advance(1_000);
    }

    expect((await list()).map(({ sessionId }) => sessionId)).toEqual([
      issued[3]?.session?.sessionId,
      issued[2]?.session?.sessionId,
    ]);
    const valid = await Promise.all(issued.map(({ token }) => validate(token)));
    expect(valid.map(({ session }) => session !== undefined)).toEqual([false, false, true, true]);
    const ended = (await events("token", SessionDeletedSchema)).filter(({ session }) => session?.userId === userId);
    expect(ended.map(({ session, cause }) => [session?.sessionId, cause])).toEqual([
      [issued[0]?.session?.sessionId, SessionCause.LIMIT],
      [issued[1]?.session?.sessionId, SessionCause.LIMIT],
    ]);
  });

  test("an idle session ends when it is next seen", async () => {
    const rules = { session: { idle_timeout: HOUR } };
    const { issue, validate, clock, userId, events, list } = await on({ settings: rules });
    const { token } = await issue();
    const outcome = async (text: string) => {
      const { session, idleExpired } = await validate(text);
      return { isValid: session !== undefined, idleExpired };
    };

    clock.advance(HOUR);
    const used = await validate(token);
    expect(used.idleExpireTime?.seconds).toBe(BigInt((clock.now().getTime() + HOUR) / 1000));

    clock.advance(HOUR / 2);
    const seen = await validate(token, false);
    expect(seen.idleExpireTime).toEqual(used.idleExpireTime);

    clock.advance(HOUR / 2 + 1);
    expect(await outcome(token)).toEqual({ isValid: false, idleExpired: true });
    expect(await outcome(token)).toEqual({ isValid: false, idleExpired: false });
    expect(await list()).toEqual([]);
    const ended = (await events("token", SessionDeletedSchema)).filter(({ session }) => session?.userId === userId);
    expect(ended).toMatchObject([{ cause: SessionCause.IDLE }]);
  });

  test("a revoked session is over", async () => {
    const { tokens, call, issue, validate, userId, events } = await on();
    const { token, session } = await issue();
    const ids = { userId, sessionId: session?.sessionId };
    const stranger = { ...ids, userId: uuidv4(), cause: SessionCause.REVOKED };

    expect(await tokens.revokeSession(stranger, call)).toMatchObject({ revoked: false });
    expect(await tokens.revokeSession({ ...ids, cause: SessionCause.LOGOUT }, call)).toMatchObject({ revoked: true });
    expect(await tokens.revokeSession({ ...ids, cause: SessionCause.LOGOUT }, call)).toMatchObject({ revoked: false });

    expect((await validate(token)).session).toBeUndefined();
    const ended = (await events("token", SessionDeletedSchema)).filter(({ session }) => session?.userId === userId);
    expect(ended).toMatchObject([{ cause: SessionCause.LOGOUT, session: { sessionId: session?.sessionId } }]);
  });

  test("all sessions of one user can be ended at once", async () => {
    const { tokens, call, issue, validate, userId, list } = await on();
    const mine = [await issue(), await issue()];
    const other = await issue({ userId: uuidv4() });

    await tokens.revokeUserSessions({ userId, cause: SessionCause.USER_DELETED }, call);

    expect(await list()).toEqual([]);
    for (const { token } of mine) expect((await validate(token)).session).toBeUndefined();
    expect((await validate(other.token)).session).toBeDefined();
  });
});

test("a token is signed and its session saved in one statement, and found in one", async () => {
  const { issue, validate, db } = await world();
  const { token } = await issue();
  await validate(token);

  const before = db.statements();
  await issue();
  expect(db.statements() - before).toBe(1);
  await validate(token);
  expect(db.statements() - before).toBe(2);
});

test("a use is noted, but not twice within a second", async () => {
  const { issue, validate, list, clock } = await world();
  const { token } = await issue();
  const start = clock.now().getTime();
  const lastUse = async () => {
    const [session] = await list();
    return Number(session?.lastUsedTime?.seconds) * 1000 + Number(session?.lastUsedTime?.nanos) / 1e6 - start;
  };

  clock.advance(999);
  await validate(token);
  expect(await lastUse()).toBe(0);
  clock.advance(1);
  await validate(token, false);
  expect(await lastUse()).toBe(0);
  await validate(token);
  expect(await lastUse()).toBe(1_000);
});

test("a token is good until the second it says, and not one moment longer", async () => {
  const { issue, validate, clock } = await world({ settings: { session: { lifespan: HOUR } } });
  const { token } = await issue();
  clock.advance(HOUR - 1);
  expect((await validate(token)).session).toBeDefined();
  clock.advance(1);
  expect((await validate(token)).session).toBeUndefined();
});

test("the first valid token wins", async () => {
  const { issue, tokens, call } = await world();
  const good = await issue();
  const other = await issue();
  const cut = good.token.slice(0, -3);

  const found = await tokens.validateSession(
    { tokens: ["", cut, "a.b.c", good.token, other.token], touch: true },
    call,
  );

  expect(found.session?.sessionId).toBe(good.session?.sessionId);
});

test("the token says what it was told to say of the subject", async () => {
  const settings = { session: { audience: ["shop", "blog"], issuer: "https://login.example" } };
  const { tokens, call, userId, validate } = await world({ settings });
  const email = { address: "kim@example.org", isPrimary: true, isVerified: false };
  const subject = { email, username: "kim", amr: ["pwd", "totp"] };

  const { token } = await tokens.issueSession({ sessionId: uuidv4(), userId, ...subject }, call);

  expect(decodeJwt(token)).toMatchObject({
    aud: ["shop", "blog"],
    iss: "https://login.example",
    email: { address: "kim@example.org", is_primary: true, is_verified: false },
    username: "kim",
    amr: ["pwd", "totp"],
  });
  const { claims } = await validate(token);
  expect(claims).toMatchObject({ audience: ["shop", "blog"], issuer: "https://login.example", ...subject });
  expect(claims?.custom).toBeUndefined();
});

test("address and agent are kept only where the settings say so", async () => {
  const both = await (await world()).issue();
  expect(both.session).toMatchObject({ userAgent: "Test/1.0", ipAddress: "203.0.113.7" });
  const settings = { session: { acquire_ip_address: false, acquire_user_agent: false } };
  const neither = await (await world({ settings })).issue();
  expect(neither.session).toMatchObject({ ipAddress: "" });
  expect(neither.session?.userAgent).toBeUndefined();
});

test("what somebody else says of a device is kept whatever the settings acquire", async () => {
  const settings = { session: { acquire_ip_address: false, acquire_user_agent: false } };
  const { issue } = await world({ settings });
  const { session } = await issue({ client: { userAgent: "Kiosk/1.0", ipAddress: "192.0.2.7" } });
  expect(session).toMatchObject({ userAgent: "Kiosk/1.0", ipAddress: "192.0.2.7" });
  const { session: unknown } = await issue({ client: {} });
  expect(unknown).toMatchObject({ ipAddress: "" });
  expect(unknown?.userAgent).toBeUndefined();
});

test("ids that are no ids are refused", async () => {
  const { issue } = await world();
  for (const bad of [{ sessionId: "x" }, { userId: "" }, { sessionId: "'; DROP TABLE" }]) {
    expect(await issue(bad).catch(reasonOf)).toBe(Reason.ARGUMENT_INVALID);
  }
});

test("a session id belongs to one user", async () => {
  const { issue } = await world();
  const { session } = await issue();
  const stolen = issue({ sessionId: session?.sessionId, userId: uuidv4() });
  expect(await stolen.catch(reasonOf)).toBe(Reason.ARGUMENT_INVALID);
});

test("the keys that verify are public", async () => {
  const { tokens, call } = await world();
  const { jwksJson } = await tokens.getJwks({}, call);
  expect(JSON.parse(jwksJson)).toMatchObject({ keys: [{ alg: "ES256", crv: "P-256", kty: "EC", use: "sig" }] });
});
