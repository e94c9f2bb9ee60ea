import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { testDatabase } from "@signet/db/test";
import { Reason } from "@signet/proto/errors/v1/errors";
import { FlowService } from "@signet/proto/flow/v1/flow_service";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createLocalBus } from "./bus-local.ts";
import { createNatsBus } from "./bus-nats.ts";
import { callFor, SINGLE_TENANT } from "./caller.ts";
import { silentLog } from "./log.ts";
import { metadataOf, reasonOf } from "./problem.ts";
import { clearNats, natsMissing, testNatsUrl } from "./test/nats.ts";
import { aborted, sampleTable, sampleUnits } from "./test/sample-units.ts";
import { type RunningUnits, type Shape, startUnits } from "./test/shapes.ts";

const noNats = await natsMissing();
const namespace = `test_${randomUUID().slice(0, 8)}`;
const call = callFor(SINGLE_TENANT, { requestId: "request-7", userAgent: "Test/1.0" });

const shapes: readonly { shape: Shape; bus: "local bus" | "NATS" }[] = [
  { shape: "one process", bus: "local bus" },
  { shape: "one process", bus: "NATS" },
  { shape: "processes", bus: "NATS" },
];

afterAll(async () => {
  if (!noNats) await clearNats(namespace);
});

describe.each(shapes)("units as $shape on the $bus", ({ shape, bus }) => {
  const skipped = bus === "NATS" ? noNats : "";
  const own = `${namespace}_${shape.replace(" ", "_")}`;
  let units: RunningUnits;
  let db: Awaited<ReturnType<typeof testDatabase>>;

  beforeAll(async () => {
    if (skipped) return;
    db = await testDatabase();
    const newBus = () =>
      bus === "NATS" ? createNatsBus(testNatsUrl, { log: silentLog, namespace: own }) : createLocalBus();
    units = await startUnits({ units: sampleUnits, shape, mayCall: sampleTable, db, bus: newBus });
  });
  afterAll(async () => {
    await units?.stop();
    if (!skipped && bus === "NATS") await clearNats(own);
  });

  /** A test that says why it did not run. */
  const check = (name: string, body: () => Promise<void>) =>
    test(name, async ({ skip }) => (skipped ? skip(skipped) : body()));

  check("a reason arrives with its code and details", async () => {
    const error = await units.client(IdentityService, "flow").getUser({ userId: "ada" }, call).catch(String);
    const thrown = await units
      .client(IdentityService, "flow")
      .getUser({ userId: "ada" }, call)
      .catch((e) => e);

    expect(error).toContain("no such user");
    expect(reasonOf(thrown)).toBe(Reason.USER_NOT_FOUND);
    expect(metadataOf(thrown)).toEqual({ userId: "ada" });
    expect(ConnectError.from(thrown).code).toBe(Code.NotFound);
  });

  check("what was not thrown on purpose arrives as an internal error without its text", async () => {
    const thrown = await units
      .client(IdentityService, "flow")
      .deleteUser({}, call)
      .catch((e) => e);
    expect(ConnectError.from(thrown).code).toBe(Code.Internal);
    expect(String(thrown)).not.toContain("secret");
  });

  check("a unit that the table does not name is refused", async () => {
    for (const caller of ["audit", "webhook", "identity", "nobody"]) {
      const thrown = await units
        .client(IdentityService, caller)
        .getUser({}, call)
        .catch((e) => e);
      expect([caller, reasonOf(thrown)]).toEqual([caller, Reason.CALLER_FORBIDDEN]);
    }
  });

  check("tenant, origin and calling unit reach the leaf through the unit between", async () => {
    const tenant = randomUUID();
    const options = callFor(tenant, { requestId: "request-8", userAgent: "Ü ☕" });
    const { effects } = await units.client(FlowService, "gateway").startFlow({ flowName: "login" }, options);
    const seen = JSON.parse(effects?.deviceTrust ?? "{}");
    expect(seen).toMatchObject({ userId: tenant, name: "flow", givenName: "request-8", familyName: "Ü ☕" });
  });

  check("the unit between answers for the reasons it expects", async () => {
    const { effects } = await units.client(FlowService, "gateway").executeAction({ flowId: "ada" }, call);
    expect(effects?.deviceTrust).toBe("unknown");
  });

  check("a call past its deadline fails, and its handler learns of it", async () => {
    aborted.length = 0;
    const late = units.client(IdentityService, "flow").updateUser({}, { ...call, timeoutMs: 30 });
    expect(ConnectError.from(await late.catch((e) => e)).code).toBe(Code.DeadlineExceeded);
    await vi.waitFor(() => expect(aborted).toHaveLength(1));
  });

  check("a caller that goes away takes its call along", async () => {
    aborted.length = 0;
    const leaving = new AbortController();
    const cut = units.client(IdentityService, "flow").updateUser({}, { ...call, signal: leaving.signal });
    setImmediate(() => setImmediate(() => leaving.abort()));
    expect(ConnectError.from(await cut.catch((e) => e)).code).toBe(Code.Canceled);
    if (shape === "processes") return; // it may have gone before the request left
    await vi.waitFor(() => expect(aborted).toHaveLength(1));
  });

  check("no object is shared between caller and handler", async () => {
    const emails = [{ address: "ada@example.com" }];
    const { user } = await units.client(IdentityService, "flow").createUser({ userId: "shared", emails }, call);
    emails[0] = { address: "changed@example.com" };
    expect(user?.emails).toEqual([]);
  });

  check("an event that was committed is handled once, whichever way it travels", async () => {
    const ids = Array.from({ length: 20 }, () => randomUUID());
    const users = units.client(IdentityService, "flow");
    await Promise.all(ids.map((userId) => users.createUser({ userId }, call)));
    await vi.waitFor(
      async () => {
        const entries = await db.prisma.auditEntry.findMany({ where: { actorUserId: { in: ids } } });
        expect(entries.map(({ actorUserId }) => actorUserId).sort()).toEqual([...ids].sort());
        expect(await db.prisma.identityOutbox.count({ where: { attempts: 0 } })).toBe(0);
      },
      { timeout: 8_000 },
    );
  });

  check("an event that cannot be handled does not hold the others up", async () => {
    const users = units.client(IdentityService, "flow");
    await users.createUser({ userId: randomUUID(), name: "poison" }, call);
    const after = randomUUID();
    await users.createUser({ userId: after }, call);
    await vi.waitFor(async () => expect(await db.prisma.auditEntry.count({ where: { actorUserId: after } })).toBe(1), {
      timeout: 8_000,
    });
  });
});
