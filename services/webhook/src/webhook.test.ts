import { timestampDate } from "@bufbuild/protobuf/wkt";
import { onBothDatabases, testDatabase } from "@signet/db/test";
import { reasonOf, uuidv4 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { UserCreatedSchema, UserDeletedSchema } from "@signet/proto/identity/v1/identity_events";
import { createLocalJWKSet, jwtVerify } from "jose";
import { expect, test, vi } from "vitest";
import { testReceiver, testWorld } from "./test/world.ts";

const postgresql = await testDatabase();

const user = { userId: uuidv4(), emails: [{ address: "kim@example.org", isPrimary: true }] };
const MINUTE = 60_000;

await onBothDatabases("webhooks", (db) => {
  test("a subscription is made, read, changed and deleted", async () => {
    const { client, call, clock } = await testWorld(db);
    const webhookId = uuidv4();
    const made = { webhookId, callback: "https://example.org/a", events: ["user.create", "session"] };

    const { webhook } = await client.createWebhook(made, call);
    expect(webhook).toMatchObject({ webhookId, callback: made.callback, enabled: true, failures: 0 });
    expect(webhook?.events.map(({ event }) => event).sort()).toEqual(["session", "user.create"]);
    const expiry = webhook?.expireTime && timestampDate(webhook.expireTime).getTime();
    expect(expiry).toBe(clock.now().getTime() + 30 * 24 * 60 * MINUTE);
    expect((await client.createWebhook(made, call)).webhook).toEqual(webhook);
    expect((await client.listWebhooks({}, call)).webhooks).toEqual([webhook]);

    clock.advance(MINUTE);
    const change = { webhookId, callback: "http://example.org/b", events: ["user"], enabled: false };
    const { webhook: changed } = await client.updateWebhook(change, call);
    expect(changed).toMatchObject({ callback: change.callback, enabled: false, events: [{ event: "user" }] });
    expect(changed?.createTime).toEqual(webhook?.createTime);
    expect((await client.getWebhook({ webhookId }, call)).webhook).toEqual(changed);

    await client.deleteWebhook({ webhookId }, call);
    for (const gone of [client.getWebhook, client.deleteWebhook]) {
      expect(await gone({ webhookId }, call).catch(reasonOf)).toBe(Reason.WEBHOOK_NOT_FOUND);
    }
    expect(await client.updateWebhook(change, call).catch(reasonOf)).toBe(Reason.WEBHOOK_NOT_FOUND);
  });

  test("an event is told to everybody who asked for it, once", async () => {
    const receiver = await testReceiver();
    const hooks = [{ callback: `${receiver.url}file`, events: ["user"] }];
    const { subscribe, tell, waiting } = await testWorld(db, { settings: { webhooks: { enabled: true, hooks } } });
    await subscribe(`${receiver.url}exact`, ["user.create"]);
    await subscribe(`${receiver.url}other`, ["user.delete", "session"]);

    const id = await tell(UserCreatedSchema, { user });
    await tell(UserCreatedSchema, { user }, id);

    const calls = await receiver.calls(2);
    await vi.waitFor(async () => expect(await waiting()).toEqual([]), 10_000);
    expect(calls.map(({ path, event }) => [path, event]).sort()).toEqual([
      ["/exact", "user.create"],
      ["/file", "user.create"],
    ]);
  });

  test("the sixth failure in a row switches a subscription off", async () => {
    const receiver = await testReceiver();
    receiver.answer.status = 500;
    const { subscribe, tell, find, waiting, clock } = await testWorld(db);
    const hook = await subscribe(receiver.url);
    const fails = (count: number) =>
      vi.waitFor(async () => expect((await find(hook?.webhookId))?.failures).toBe(count), 10_000);

    await Promise.all(Array.from({ length: 5 }, () => tell(UserCreatedSchema, { user })));
    await fails(5);
    expect(await find(hook?.webhookId)).toMatchObject({ enabled: true });
    await tell(UserCreatedSchema, { user });
    await fails(6);
    await vi.waitFor(async () => expect(await find(hook?.webhookId)).toMatchObject({ enabled: false }), 10_000);

    clock.advance(5_000);
    await tell(UserCreatedSchema, { user });
    expect(await waiting()).toHaveLength(6);
  });
});

test("a call is signed, and everybody can check it with the published keys", async () => {
  const receiver = await testReceiver();
  const { subscribe, tell, client, call, clock } = await testWorld(postgresql);
  await subscribe(receiver.url);
  await tell(UserCreatedSchema, { user });

  const [first] = await receiver.calls(1);
  const { jwksJson } = await client.getJwks({}, call);
  const { payload, protectedHeader } = await jwtVerify(first?.token ?? "", createLocalJWKSet(JSON.parse(jwksJson)), {
    currentDate: clock.now(),
  });
  const issued = clock.now().getTime() / 1000;
  expect(protectedHeader).toMatchObject({ alg: "ES256", typ: "JWT" });
  expect(payload).toMatchObject({ sub: "hanko webhooks", iat: issued, exp: issued + 300, aud: ["localhost"] });
  expect(payload).toMatchObject({ evt: "user.create", data: { id: user.userId } });
  expect(Object.keys(payload).sort()).toEqual(["aud", "data", "evt", "exp", "iat", "sub"]);
  expect(first).toMatchObject({ event: "user.create", headers: { "content-type": "application/json" } });
});

test("a receiver that was down is called again, and a success forgives", async () => {
  const receiver = await testReceiver();
  receiver.answer.status = 503;
  const world = await testWorld(postgresql);
  const hook = await world.subscribe(receiver.url);
  await world.tell(UserCreatedSchema, { user });
  await vi.waitFor(async () => expect((await world.find(hook?.webhookId))?.failures).toBe(1), 10_000);

  receiver.answer.status = 204;
  world.clock.advance(10_000);
  await world.tell(UserDeletedSchema, { user });

  await receiver.calls(3);
  await vi.waitFor(async () => expect(await world.waiting()).toEqual([]), 10_000);
  await vi.waitFor(async () => expect((await world.find(hook?.webhookId))?.failures).toBe(0), 10_000);
});

test("what waits is not lost with the process, and is sealed meanwhile", async () => {
  const receiver = await testReceiver();
  const first = await testWorld(postgresql);
  await first.subscribe(receiver.url);
  await first.stop();
  await first.tell(UserCreatedSchema, { user });

  const rows = await first.waiting();
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain("kim@example.org");
  await testWorld(postgresql);
  expect(await receiver.calls(1)).toMatchObject([{ claims: { data: { id: user.userId } } }]);
});

test("stopping lets a call that is being made end, so that it is not made again", async () => {
  const receiver = await testReceiver();
  let answer = () => {};
  receiver.answer.after = new Promise((resolve) => {
    answer = resolve;
  });
  const { subscribe, tell, stop, waiting } = await testWorld(postgresql);
  await subscribe(receiver.url);
  await tell(UserCreatedSchema, { user });
  await receiver.calls(1);
  const stopped = stop();
  expect(await waiting()).toHaveLength(1);
  answer();
  await stopped;
  expect(await waiting()).toEqual([]);
});

test("a call that nobody wants any more is not made", async () => {
  const receiver = await testReceiver();
  const first = await testWorld(postgresql);
  const hook = await first.subscribe(receiver.url);
  await first.stop();
  await first.tell(UserCreatedSchema, { user });
  await first.client.deleteWebhook({ webhookId: hook?.webhookId }, first.call);

  await testWorld(postgresql);
  await vi.waitFor(async () => expect(await first.waiting()).toEqual([]), 10_000);
  expect(receiver.received).toEqual([]);
});

test("redirects are followed, names and passwords of the URL are sent", async () => {
  const receiver = await testReceiver();
  Object.assign(receiver.answer, { status: 307, location: "/moved" });
  const { subscribe, tell } = await testWorld(postgresql);
  await subscribe(`http://kim:pass%20word@127.0.0.1:${receiver.port}/`);
  await tell(UserCreatedSchema, { user });

  const authorization = `Basic ${Buffer.from("kim:pass word").toString("base64")}`;
  const calls = await receiver.calls(2);
  expect(calls.map(({ path }) => path)).toEqual(["/", "/moved"]);
  expect(calls).toMatchObject([{ headers: { authorization } }, { event: "user.create" }]);
});

test("an expired subscription is switched off instead of called, where that is on", async () => {
  const receiver = await testReceiver();
  const world = await testWorld(postgresql, { settings: { webhooks: { allow_time_expiration: true } } });
  const hook = await world.subscribe(receiver.url);
  world.clock.advance(30 * 24 * 60 * MINUTE + 1);
  await world.tell(UserCreatedSchema, { user });
  expect(await world.find(hook?.webhookId)).toMatchObject({ enabled: false });
  expect(await world.waiting()).toEqual([]);
});

test("an event that nobody listens to costs nothing", async () => {
  const { tell, db, waiting } = await testWorld(postgresql);
  await tell(UserCreatedSchema, { user });
  const before = await db.prisma.webhookInbox.count();
  await tell(UserCreatedSchema, { user });
  expect(await db.prisma.webhookInbox.count()).toBe(before);
  expect(await waiting()).toEqual([]);
});

test.each([
  ["ftp://example.org", ["user"], Reason.WEBHOOK_CALLBACK_INVALID],
  ["javascript:alert(1)", ["user"], Reason.WEBHOOK_CALLBACK_INVALID],
  ["/relative", ["user"], Reason.WEBHOOK_CALLBACK_INVALID],
  ["", ["user"], Reason.WEBHOOK_CALLBACK_INVALID],
  ["https://example.org", ["user.sneeze"], Reason.WEBHOOK_EVENT_UNKNOWN],
  ["https://example.org", ["use"], Reason.WEBHOOK_EVENT_UNKNOWN],
  ["https://example.org", [], Reason.ARGUMENT_INVALID],
])("%s with %j is refused", async (callback, events, reason) => {
  const { subscribe } = await testWorld(postgresql);
  expect(await subscribe(callback, events).catch(reasonOf)).toBe(reason);
});
