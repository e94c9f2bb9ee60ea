import { randomUUID } from "node:crypto";
import { testDatabase } from "@signet/db/test";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { connect } from "nats";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createNatsBus } from "./bus-nats.ts";
import { callFor, SINGLE_TENANT } from "./caller.ts";
import type { Bus, Envelope } from "./events.ts";
import { type Logger, silentLog } from "./log.ts";
import { type NatsServer, natsServer, natsServerMissing } from "./test/nats-server.ts";
import { sampleTable, sampleUnits } from "./test/sample-units.ts";
import { startUnits } from "./test/shapes.ts";

const missing = await natsServerMissing();
const call = callFor(SINGLE_TENANT, {});
const patiently = { timeout: 15_000, interval: 50 };

/** A test with a NATS server of its own; says why it did not run. */
const check = (name: string, body: (nats: NatsServer) => Promise<void>, args: readonly string[] = []) =>
  test(name, async ({ skip }) => {
    if (missing) return skip(missing);
    const server = await natsServer(args);
    await server.start();
    await body(server);
  });

const busOn = (url: string, options: { log?: Logger; redeliverAfterMs?: readonly number[] } = {}): Bus => {
  const bus = createNatsBus(url, { log: silentLog, ...options });
  onTestFinished(() => bus.close());
  return bus;
};
const event = (id: string = randomUUID(), payload = new Uint8Array([1, 2, 3])): Envelope => ({
  id,
  tenantId: SINGLE_TENANT,
  type: "signet.test.v1.Happened",
  payload,
  createTime: new Date("2026-03-01T12:00:00.000Z"),
});
/** The ids of the events that reach a unit from now on. */
const heardBy = async (bus: Bus): Promise<readonly string[]> => {
  const seen: string[] = [];
  await bus.subscribe("audit", [{ type: event().type, handle: async ({ id }) => void seen.push(id) }]);
  return seen;
};
const answers = (bus: Bus) => vi.waitFor(() => bus.ping(), patiently);

describe("while NATS is away", () => {
  check("calls go on, events wait in their outbox, and arrive once when it is back", async (nats) => {
    const db = await testDatabase();
    const units = await startUnits({
      units: sampleUnits,
      shape: "processes",
      mayCall: sampleTable,
      db,
      bus: () => createNatsBus(nats.url, { log: silentLog }),
    });
    onTestFinished(() => units.stop());
    const users = units.client(IdentityService, "flow");
    const register = async (count: number) => {
      const ids = Array.from({ length: count }, () => randomUUID());
      await Promise.all(ids.map((userId) => users.createUser({ userId }, call)));
      return ids;
    };
    const handled = async () => (await db.prisma.auditEntry.findMany()).map(({ actorUserId }) => actorUserId).sort();

    const before = await register(5);
    await vi.waitFor(async () => expect(await handled()).toEqual([...before].sort()), patiently);
    await nats.kill();
    const during = await register(150);
    expect(await db.prisma.identityOutbox.count()).toBe(during.length);
    await nats.start();
    const after = await register(5);
    const all = [...before, ...during, ...after].sort();
    await vi.waitFor(async () => expect(await handled()).toEqual(all), patiently);
    await vi.waitFor(async () => expect(await db.prisma.identityOutbox.count()).toBe(0), patiently);
    expect(await handled()).toEqual(all);
  });

  check("publishing and asking for it fail at once", async (nats) => {
    const bus = busOn(nats.url);
    await answers(bus);
    await nats.kill();
    await vi.waitFor(() => expect(bus.ping()).rejects.toThrow(), patiently);
    const start = performance.now();
    await expect(bus.ping()).rejects.toThrow("does not answer");
    await expect(bus.publish(event())).rejects.toThrow("does not answer");
    expect(performance.now() - start).toBeLessThan(1_500);
  });

  check("the end does not wait for a server that hangs", async (nats) => {
    const bus = busOn(nats.url);
    const seen = await heardBy(bus);
    await answers(bus);
    await bus.publish(event("before"));
    await vi.waitFor(() => expect(seen).toEqual(["before"]), patiently);
    nats.freeze();
    const publishing = bus.publish(event()).catch(String);
    const start = performance.now();
    await bus.close();
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(await publishing).toMatch(/CONNECTION_CLOSED|TIMEOUT/);
  });

  test("a process starts all the same, and finds it later", async ({ skip }) => {
    if (missing) return skip(missing);
    const nats = await natsServer();
    const bus = busOn(nats.url);
    const seen = await heardBy(bus);
    await expect(bus.ping()).rejects.toThrow("does not answer");
    await nats.start();
    await answers(bus);
    await bus.publish(event("late"));
    await vi.waitFor(() => expect(seen).toEqual(["late"]), patiently);
  });
});

check("a bus that is closed while it still connects ends, so that a start that failed can say why", async (nats) => {
  for (const _ of [1, 2, 3]) await createNatsBus(nats.url, { log: silentLog }).close();
  const bus = createNatsBus(nats.url, { log: silentLog });
  await bus.subscribe("audit", [{ type: event().type, handle: async () => {} }]);
  await bus.close();
});

check("a server that lost its disk is set up again", async (nats) => {
  const bus = busOn(nats.url);
  const seen = await heardBy(bus);
  await answers(bus);
  await bus.publish(event("before"));
  await vi.waitFor(() => expect(seen).toEqual(["before"]), patiently);
  await nats.kill();
  nats.forget();
  await nats.start();
  await vi.waitFor(() => bus.publish(event("after")), patiently);
  await vi.waitFor(() => expect(seen).toContain("after"), patiently);
});

check("an event arrives whole, once per unit, and a repeated publish not again", async (nats) => {
  const bus = busOn(nats.url);
  const seen: [string, Envelope][] = [];
  for (const unit of ["audit", "webhook"]) {
    await bus.subscribe(unit, [{ type: event().type, handle: async (envelope) => void seen.push([unit, envelope]) }]);
  }
  await answers(bus);
  const sent = event();
  await bus.publish(sent);
  await bus.publish(sent);
  await bus.publish(event("last"));
  await vi.waitFor(() => expect(seen.filter(([, { id }]) => id === "last")).toHaveLength(2), patiently);
  const received = seen.filter(([, { id }]) => id === sent.id);
  expect(received.map(([unit]) => unit).sort()).toEqual(["audit", "webhook"]);
  expect(received[0]?.[1]).toEqual({ ...sent, payload: expect.anything() });
  expect([...(received[0]?.[1].payload ?? [])]).toEqual([1, 2, 3]);
});

check(
  "a handler that fails gets the event again; one that never learns leaves it to the dead letters",
  async (nats) => {
    const bus = busOn(nats.url, { redeliverAfterMs: [10, 10] });
    const tries: string[] = [];
    await bus.subscribe("audit", [
      {
        type: event().type,
        async handle({ id }) {
          tries.push(id);
          if (id === "poison" || tries.filter((tried) => tried === id).length < 3) throw new Error("not yet");
        },
      },
    ]);
    await answers(bus);
    await bus.publish(event("poison"));
    await bus.publish(event("slow"));
    const connection = await connect({ servers: nats.url.replace("nats://", "") });
    onTestFinished(() => connection.close());
    const manager = await connection.jetstreamManager();
    await vi.waitFor(async () => {
      expect((await manager.streams.info("SIGNET_DEAD")).state.messages).toBe(1);
      expect(tries.filter((id) => id === "slow")).toHaveLength(3);
    }, patiently);
    expect(tries.filter((id) => id === "poison")).toHaveLength(3);
    const dead = await manager.streams.getMessage("SIGNET_DEAD", { last_by_subj: `dead.audit.${event().type}` });
    expect([...dead.data]).toEqual([1, 2, 3]);
  },
);

check(
  "name and password in the URL are used, and never shown",
  async (nats) => {
    const lines: string[] = [];
    const hear = (...line: unknown[]) => void lines.push(JSON.stringify(line));
    const log: Logger = { debug: hear, info: hear, warn: hear, error: hear };
    await answers(busOn(nats.url.replace("nats://", "nats://signet:s3cret%40@"), { log }));

    const wrong = busOn(nats.url.replace("nats://", "nats://signet:wr0ng@"), { log });
    await vi.waitFor(() => expect(lines.join()).toContain("NATS does not answer"), patiently);
    await expect(wrong.ping()).rejects.toThrow(/^NATS at 127\.0\.0\.1:\d+ does not answer$/);
    expect(lines.join()).not.toMatch(/s3cret|wr0ng/);
  },
  ["--user", "signet", "--pass", "s3cret@"],
);

test.each(["", "not a url", "nats://"])("the address %j is refused at start", (url) => {
  expect(() => createNatsBus(url, { log: silentLog })).toThrow("bus.nats_url");
});
