import { fromBinary } from "@bufbuild/protobuf";
import type { Database } from "@signet/db";
import { onBothDatabases } from "@signet/db/test";
import { UserCreatedSchema } from "@signet/proto/identity/v1/identity_events";
import { expect, test } from "vitest";
import { createLocalBus } from "./bus-local.ts";
import { SINGLE_TENANT } from "./caller.ts";
import type { Envelope } from "./events.ts";
import { silentLog } from "./log.ts";
import { outboxRow } from "./outbox.ts";
import { outboxTable } from "./outbox-table.ts";
import { createRelay, type Publisher } from "./relay.ts";

await onBothDatabases(
  "an outbox",
  (db) => {
    /** A test over an empty outbox. */
    const check = (name: string, body: (world: World) => Promise<void>) =>
      test(name, async () => {
        await db.prisma.identityOutbox.deleteMany();
        await body(worldOf(db));
      });

    check("a row keeps its event", async ({ write, outbox, now }) => {
      const [id] = await write(1);
      const [event] = await outbox.lease(10, 1_000, now());
      expect(event).toMatchObject({ id, tenantId: SINGLE_TENANT, type: UserCreatedSchema.typeName, attempts: 0 });
      expect(event?.createTime).toEqual(now());
      expect(fromBinary(UserCreatedSchema, event?.payload ?? new Uint8Array()).user?.userId).toBe(id);
    });

    check("the oldest rows are leased first, and a leased row is nobody else's until its lease ends", async (world) => {
      const { write, outbox, clock, now } = world;
      const ids: string[] = [];
      for (let count = 0; count < 3; count++) {
        ids.push(...(await write(1)));
        clock.advance(1);
      }
      const leased = (await outbox.lease(2, 1_000, now())).map(({ id }) => id);
      expect(leased).toEqual(ids.slice(0, 2));
      expect((await outbox.lease(10, 1_000, now())).map(({ id }) => id)).toEqual(ids.slice(2));
      expect(await outbox.lease(10, 1_000, now())).toEqual([]);
      clock.advance(1_001);
      expect(await outbox.lease(10, 1_000, now())).toHaveLength(3);
    });

    check("published rows go, released rows come back at once, failed rows come back later", async (world) => {
      const { write, outbox, clock, now } = world;
      const [gone = "", free = "", failed = ""] = await write(3);
      await outbox.lease(10, 60_000, now());
      await outbox.done([gone]);
      await outbox.release([free]);
      await outbox.retry(failed, new Date(now().getTime() + 500));
      expect((await outbox.lease(10, 60_000, now())).map(({ id }) => id)).toEqual([free]);
      clock.advance(501);
      expect(await outbox.lease(10, 60_000, now())).toMatchObject([{ id: failed, attempts: 1 }]);
    });

    check("many at once lease each row once", async ({ write, outbox, now }) => {
      const ids = await write(200);
      const batches = await Promise.all(Array.from({ length: 8 }, () => outbox.lease(50, 60_000, now())));
      const rest = await outbox.lease(200, 60_000, now());
      const leased = [...batches.flat(), ...rest].map(({ id }) => id);
      expect(leased.sort()).toEqual(ids.sort());
    });

    check("relays in parallel publish each row once", async ({ write, relay, untilEmpty }) => {
      const seen: string[] = [];
      const relays = await runAll(
        Array.from({ length: 4 }, () => relay(publishing((event) => void seen.push(event.id)))),
      );
      const ids = await write(250);
      for (const { poke } of relays.all) poke();
      await untilEmpty();
      await relays.stop();
      expect(seen.sort()).toEqual(ids.sort());
    });

    check("a poke is heard at once, one that comes while the relay works is not lost", async (world) => {
      const { write, relay, untilEmpty } = world;
      let running: Awaited<ReturnType<typeof runAll>> | undefined;
      const seen: string[] = [];
      const bus = publishing(async (event) => {
        seen.push(event.id);
        if (seen.length > 1) return;
        await write(1);
        running?.all[0]?.poke();
      });
      running = await runAll([relay(bus)]);
      await write(1);
      const start = performance.now();
      running.all[0]?.poke();
      await untilEmpty(() => seen.length === 2);
      // Far below the two seconds after which it would look by itself.
      expect(performance.now() - start).toBeLessThan(1_500);
      await running.stop();
    });

    check(
      "an event that fails stays, with its attempts counted; the others go",
      async ({ db, write, relay, untilEmpty }) => {
        const [bad, ...good] = await write(5);
        const seen: string[] = [];
        const bus = publishing((event) => {
          if (event.id === bad) throw new Error("cannot be handled");
          seen.push(event.id);
        });
        const running = await runAll([relay(bus)]);
        running.all[0]?.poke();
        await untilEmpty(() => seen.length === good.length);
        await running.stop();
        expect(seen.sort()).toEqual(good.sort());
        expect(await db.prisma.identityOutbox.findMany()).toMatchObject([{ id: bad, attempts: 1 }]);
      },
    );

    check("while the bus is away nothing is lost, and no event is blamed", async ({ db, write, relay, untilEmpty }) => {
      let away = true;
      let asked = 0;
      const seen: string[] = [];
      const bus: Publisher = {
        atOnce: 4,
        async publish({ id }) {
          asked += 1;
          if (away) throw new Error("nobody there");
          seen.push(id);
        },
        async ping() {
          if (away) throw new Error("nobody there");
        },
      };
      const ids = await write(30);
      const running = await runAll([relay(bus)]);
      running.all[0]?.poke();
      await untilEmpty(() => asked > 0);
      expect(await db.prisma.identityOutbox.count({ where: { attempts: 0 } })).toBe(30);
      away = false;
      running.all[0]?.poke();
      await untilEmpty();
      await running.stop();
      expect(seen.sort()).toEqual(ids.sort());
    });

    check("a relay that is stopped first moves what was committed", async ({ write, relay }) => {
      const seen: string[] = [];
      const running = await runAll([relay(publishing((event) => void seen.push(event.id)))]);
      const ids = await write(3);
      await running.stop();
      expect(seen.sort()).toEqual(ids.sort());
    });
  },
  { pool: 10 },
);

test("the local bus hands an event to every listener of its type", async () => {
  const bus = createLocalBus();
  const heard: string[] = [];
  const listener = (name: string, type: string) => ({ type, handle: async () => void heard.push(name) });
  await bus.subscribe("audit", [listener("audit", "a"), listener("audit of b", "b")]);
  await bus.subscribe("webhook", [listener("webhook", "a")]);
  await bus.publish({ id: "1", tenantId: SINGLE_TENANT, type: "a", payload: new Uint8Array(), createTime: new Date() });
  expect(heard).toEqual(["audit", "webhook"]);
});

type World = ReturnType<typeof worldOf>;

function worldOf(db: Database) {
  let time = Date.parse("2026-03-01T12:00:00.000Z");
  const now = () => new Date(time);
  const clock = { advance: (ms: number) => (time += ms) };
  const outbox = outboxTable(db, "identity");
  return {
    db,
    outbox,
    now,
    clock,
    /** Writes events, as a unit does, and returns their ids. */
    async write(count: number): Promise<string[]> {
      const rows = Array.from({ length: count }, () => {
        const row = outboxRow(UserCreatedSchema, SINGLE_TENANT, {}, now());
        const { payload } = outboxRow(UserCreatedSchema, SINGLE_TENANT, { user: { userId: row.id } }, now());
        return { ...row, payload };
      });
      await db.prisma.identityOutbox.createMany({ data: rows });
      return rows.map(({ id }) => id);
    },
    relay: (bus: Publisher) => createRelay({ outbox, bus, now, log: silentLog }),
    /** Waits until the outbox is empty, or until something else is true. */
    async untilEmpty(isDone?: () => boolean) {
      const reached = async () => isDone?.() ?? (await db.prisma.identityOutbox.count()) === 0;
      await expect.poll(reached, { timeout: 10_000, interval: 10 }).toBe(true);
    },
  };
}

function publishing(publish: (event: Envelope) => void | Promise<void>): Publisher {
  return { atOnce: 1, publish: async (event) => publish(event), ping: async () => undefined };
}

/** Starts relays, which stop together. */
async function runAll<T extends ReturnType<typeof createRelay>>(all: readonly T[]) {
  const stopping = new AbortController();
  const ended = Promise.all(all.map((relay) => relay.run(stopping.signal)));
  return {
    all,
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}
