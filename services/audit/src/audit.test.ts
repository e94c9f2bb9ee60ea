import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { onBothDatabases, testDatabase } from "@signet/db/test";
import { reasonOf, removeLeftovers, uuidv4 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { LoginFailedSchema, LoginSucceededSchema } from "@signet/proto/flow/v1/flow_events";
import { expect, onTestFinished, test, vi } from "vitest";
import { flowOrigin, testWorld } from "./test/world.ts";

const postgresql = await testDatabase();

await onBothDatabases("the audit log", (db) => {
  test("an event that is delivered twice, or many times at once, is one entry", async () => {
    const { tell, list } = await testWorld(db);
    const id = await tell(LoginFailedSchema, { origin: flowOrigin });
    await tell(LoginFailedSchema, { origin: flowOrigin }, id);
    await Promise.all(Array.from({ length: 8 }, () => tell(LoginFailedSchema, { origin: flowOrigin }, id)));
    expect(await list()).toHaveLength(1);
  });

  test("entries are found by what they say, newest first and page by page", async () => {
    const { tell, list, client, call, clock } = await testWorld(db);
    const start = timestampFromDate(clock.now());
    for (const [schema, origin] of [
      [LoginFailedSchema, flowOrigin],
      [LoginSucceededSchema, { ...flowOrigin, actorUserId: "user_2", actorEmail: "a@x.org" }],
      [LoginSucceededSchema, { ...flowOrigin, clientAddress: "198.51.100.1" }],
    ] as const) {
      await tell(schema, { origin });
      clock.advance(1_000);
    }
    const end = timestampFromDate(new Date(clock.now().getTime() - 1_000));
    const found = async (filter: Parameters<typeof list>[0]) => (await list(filter)).map(({ sourceIp }) => sourceIp);

    expect((await list()).map(({ type }) => type)).toEqual(["login_success", "login_success", "login_failure"]);
    expect(await list({ types: ["login_failure", "user_created"] })).toMatchObject([{ type: "login_failure" }]);
    expect(await list({ actorUserId: "ser_2" })).toHaveLength(1);
    expect(await list({ actorUserId: "USER" })).toHaveLength(0);
    expect(await list({ actorUserId: "user%" })).toHaveLength(0);
    expect(await list({ actorUserId: "userx2" })).toHaveLength(0);
    expect(await list({ actorUserId: "user?2" })).toHaveLength(0);
    expect(await list({ actorUserId: "user_2" })).toHaveLength(1);
    expect(await list({ actorUserId: "\\" })).toHaveLength(0);
    expect(await list({ actorEmail: "sam" })).toHaveLength(2);
    expect(await found({ sourceIp: "51.100" })).toEqual(["198.51.100.1"]);
    expect(await found({ query: "51.100" })).toEqual(["198.51.100.1"]);
    expect(await list({ query: "@x.org" })).toHaveLength(1);
    expect(await list({ startTime: start, endTime: end })).toHaveLength(1);
    expect((await list({ pageSize: 2, skip: 1 })).map(({ type }) => type)).toEqual(["login_success", "login_failure"]);
    expect((await client.listEntries({ pageSize: 1 }, call)).totalSize).toBe(3n);
  });
});

test("storing an entry takes one statement", async () => {
  const { tell, db } = await testWorld(postgresql);
  // The unit seals meanwhile, once a second; between two of these times the append is alone.
  await vi.waitFor(async () => {
    const before = db.statements();
    await tell(LoginFailedSchema, { origin: flowOrigin });
    expect(db.statements() - before).toBe(1);
  }, 5_000);
});

test("an entry can be appended by a caller, once, and is masked like the others", async () => {
  const { client, call, list } = await testWorld(postgresql);
  const entry = {
    entryId: uuidv4(),
    type: "user_created",
    actorEmail: "samantha@x.org",
    details: { email: "ab@x.org" },
  };
  await client.appendEntry({ entry }, call);
  await client.appendEntry({ entry }, call);
  expect(await list()).toMatchObject([{ actorEmail: "sam*****@x.org", details: { email: "a*****@x.org" } }]);
  for (const bad of [undefined, { ...entry, entryId: "x" }, { ...entry, type: "" }]) {
    expect(await client.appendEntry({ entry: bad }, call).catch(reasonOf)).toBe(Reason.ARGUMENT_INVALID);
  }
});

test("a page has bounds", async () => {
  const { client, call } = await testWorld(postgresql);
  for (const bad of [{ pageSize: 1_001 }, { pageSize: -1 }, { skip: -1 }]) {
    expect(await client.listEntries(bad, call).catch(reasonOf)).toBe(Reason.ARGUMENT_INVALID);
  }
});

test.each(["stdout", "stderr"] as const)("an entry is a line of JSON on %s", async (stream) => {
  const written: string[] = [];
  const spy = vi.spyOn(process[stream], "write").mockImplementation((text) => written.push(String(text)) > 0);
  onTestFinished(() => spy.mockRestore());
  const env = { AUDIT_LOG_CONSOLE_OUTPUT_OUTPUT_STREAM: stream };
  const { tell, list, clock } = await testWorld(postgresql, env);

  await tell(LoginFailedSchema, { origin: flowOrigin, error: "wrong\npassword" });

  const lines = written.filter((text) => text.includes('"audience":"audit"'));
  expect(lines).toHaveLength(1);
  expect(lines[0]?.endsWith("\n")).toBe(true);
  expect(JSON.parse(lines[0] ?? "")).toEqual({
    audience: "audit",
    type: "login_failure",
    error: "wrong\npassword",
    http_request_id: "request-1",
    source_ip: "203.0.113.7",
    user_agent: "Test/1.0",
    details: { flow_id: "flow-1" },
    user_id: "user-1",
    user_email: "sam*****@example.org",
    time: clock.now().toISOString(),
    time_unix: clock.now().getTime() / 1000,
  });
  expect(await list()).toEqual([]);
});

test("without masking the words stay as they are", async () => {
  const env = { AUDIT_LOG_STORAGE_ENABLED: "true", AUDIT_LOG_CONSOLE_OUTPUT_ENABLED: "false", AUDIT_LOG_MASK: "false" };
  const { tell, list } = await testWorld(postgresql, env);
  await tell(LoginFailedSchema, { origin: flowOrigin });
  expect(await list()).toMatchObject([{ actorEmail: "samantha@example.org" }]);
});

test("entries past their retention are forgotten", async () => {
  const world = await testWorld(postgresql);
  await world.tell(LoginFailedSchema, { origin: flowOrigin });
  await vi.waitFor(async () => {
    const { cursor } = await world.client.verifyEntries({}, world.call);
    expect(cursor?.seq).toBe(1n);
  }, 5_000);
  world.clock.advance(720 * 3_600_000 + 1);
  for (const each of world.composed.leftovers) await removeLeftovers(each);
  expect(await world.list()).toEqual([]);
});
