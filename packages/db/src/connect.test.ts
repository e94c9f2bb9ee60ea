import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { connect } from "./connect.ts";
import type { Database } from "./database.ts";
import { DbNull } from "./index.ts";
import { onBothDatabases, testDatabaseUrl, testMysqlUrl } from "./test/index.ts";

const at = new Date("2026-02-03T04:05:06.789Z");
const tenantId = "00000000-0000-0000-0000-000000000001";

const outboxRow = () => ({ id: randomUUID(), tenantId, type: "a", payload: new Uint8Array([0, 255]), createdAt: at });
const user = () => ({ tenantId, id: randomUUID(), createdAt: at, updatedAt: at });

await onBothDatabases("a connection", behaviour);

function behaviour(db: Database) {
  test("what is written is read again: times to the millisecond, bytes, JSON, 64-bit integers", async () => {
    const id = randomUUID();
    const credential = {
      ...{ tenantId, id, userId: randomUUID(), publicKey: "é", attestationType: "none", aaguid: "" },
      ...{ signCount: 4294967296n * 4n, transports: ["usb", { deep: [null, 1.5, "ü"] }], createdAt: at, updatedAt: at },
      ...{ backupEligible: true, backupState: false, mfaOnly: false, userHandle: null, lastUsedAt: at, name: "" },
    };
    await db.prisma.credentialWebauthnCredential.create({ data: credential });
    const key = { tenantId_id: { tenantId, id } };
    expect(await db.prisma.credentialWebauthnCredential.findUnique({ where: key })).toEqual(credential);

    const event = outboxRow();
    await db.prisma.identityOutbox.create({ data: event });
    const stored = await db.prisma.identityOutbox.findUniqueOrThrow({ where: { id: event.id } });
    expect(stored).toEqual({ ...event, attempts: 0, leasedUntil: null });
  });

  test("a Json column takes values, keeps them on undefined and loses them on DbNull", async () => {
    const data = { ...user(), publicMetadata: { a: 1 } };
    const where = { tenantId_id: { tenantId, id: data.id } };
    await db.prisma.identityUser.create({ data });
    const kept = await db.prisma.identityUser.update({ where, data: { publicMetadata: undefined, name: "Ada" } });
    expect(kept.publicMetadata).toEqual({ a: 1 });
    const gone = await db.prisma.identityUser.update({ where, data: { publicMetadata: DbNull } });
    expect(gone.publicMetadata).toBe(null);
  });

  test("a transaction that throws leaves nothing behind", async () => {
    const event = outboxRow();
    const attempt = db.prisma.$transaction(async (tx) => {
      await tx.tokenOutbox.create({ data: event });
      throw new Error("changed my mind");
    });
    await expect(attempt).rejects.toThrow("changed my mind");
    expect(await db.prisma.tokenOutbox.count({ where: { id: event.id } })).toBe(0);
  });

  test("createMany with skipDuplicates counts what was new", async () => {
    const [first, second] = [outboxRow(), outboxRow()];
    const create = (data: (typeof first)[]) => db.prisma.flowOutbox.createMany({ data, skipDuplicates: true });
    expect(await create([first])).toEqual({ count: 1 });
    expect(await create([first, second])).toEqual({ count: 1 });
  });

  test("updateMany with a condition has one winner", async () => {
    const id = randomUUID();
    const flow = { tenantId, id, name: "login", version: 1, csrfToken: "", record: "{}", expiresAt: at };
    await db.prisma.flowFlow.create({ data: { ...flow, createdAt: at, updatedAt: at } });
    const step = () => db.prisma.flowFlow.updateMany({ where: { tenantId, id, version: 1 }, data: { version: 2 } });
    const counts = await Promise.all([step(), step(), step()]);
    expect(counts.map(({ count }) => count).sort()).toEqual([0, 0, 1]);
  });

  test("deleting a user takes along what belongs to it", async () => {
    const data = user();
    const row = { tenantId, id: randomUUID(), createdAt: at, updatedAt: at };
    const email = { ...row, address: `${data.id}@example.com`, isVerified: true, isPrimary: true };
    await db.prisma.identityUser.create({ data });
    await db.prisma.identityEmail.create({ data: { ...email, userId: data.id } });
    await db.prisma.identityUser.delete({ where: { tenantId_id: { tenantId, id: data.id } } });
    expect(await db.prisma.identityEmail.count({ where: { address: email.address } })).toBe(0);
  });

  test("text differs by case and by accent", async () => {
    const data = user();
    await db.prisma.identityUser.create({ data });
    const email = (address: string) => ({
      ...{ tenantId, id: randomUUID(), userId: data.id, address, isVerified: false, isPrimary: false },
      ...{ createdAt: at, updatedAt: at },
    });
    const { count } = await db.prisma.identityEmail.createMany({
      data: ["rene@example.com", "René@example.com", "RENE@example.com"].map(email),
      skipDuplicates: true,
    });
    expect(count).toBe(3);
  });

  test("sql: one text for both databases, typed alike", async () => {
    const event = { ...outboxRow(), attempts: 3 };
    await db.prisma.identityOutbox.create({ data: event });
    const rows = await db.sql.query(
      "test_find",
      "SELECT id, payload, attempts, leased_until, created_at, $2 AS again FROM identity_outbox WHERE id = $1 AND id = $1",
      [event.id, "x"],
    );
    const { id, attempts, payload, createdAt } = event;
    const row = { id, attempts, payload: Buffer.from(payload), leased_until: null, created_at: createdAt, again: "x" };
    expect(rows).toEqual([row]);

    const [counted] = await db.sql.query<{ n: bigint }>("test_count", "SELECT COUNT(*) AS n FROM audit_inbox", []);
    expect(counted?.n).toBe(0n);
  });

  test("sql: dates and truth values go in as they come out", async () => {
    const id = randomUUID();
    const insert = `INSERT INTO webhook_subscriptions (tenant_id, id, callback, enabled, failures, created_at, updated_at)
      VALUES ($1, $2, $3, $4, 0, $5, $5)`;
    expect(await db.sql.execute("test_insert", insert, [tenantId, id, "https://a", true, at])).toBe(1);
    const select = "SELECT enabled, created_at FROM webhook_subscriptions WHERE id = $1";
    expect(await db.sql.query("test_select", select, [id])).toEqual([{ enabled: true, created_at: at }]);
    const update = "UPDATE webhook_subscriptions SET failures = failures + 1 WHERE id = $1 AND failures = $2";
    expect(await db.sql.execute("test_update", update, [id, 7])).toBe(0);
    expect(await db.prisma.webhookSubscription.findFirst({ where: { id } })).toMatchObject({ createdAt: at });
  });

  test("every statement is counted at the driver", async () => {
    const before = db.statements();
    await db.sql.query("test_one", "SELECT 1 AS one", []);
    expect(db.statements() - before).toBe(1);
    await db.prisma.$transaction(async (tx) => tx.flowFlow.deleteMany({ where: { id: "none" } }));
    expect(db.statements() - before).toBe(4); // BEGIN, DELETE, COMMIT
  });

  test("a transaction sees what others have committed meanwhile, and a value that does not fit is refused", async () => {
    const event = outboxRow();
    const seen = await db.prisma.$transaction(async (tx) => {
      const before = await tx.webhookInbox.count({ where: { eventId: event.id } });
      await db.prisma.webhookInbox.create({ data: { eventId: event.id, consumer: "a", receivedAt: at } });
      return [before, await tx.webhookInbox.count({ where: { eventId: event.id } })];
    });
    expect(seen).toEqual([0, 1]);
    await db.prisma.identityOutbox.create({ data: { ...event, attempts: 1 } });
    const overflow = "UPDATE identity_outbox SET attempts = attempts + 2147483647 WHERE id = $1";
    await expect(db.sql.execute("test_overflow", overflow, [event.id])).rejects.toThrow(/out of range/i);
  });

  test("connections that the server closes, idle or at work, are replaced", async () => {
    const isPostgresql = db.dialect === "postgresql";
    const list = isPostgresql
      ? "SELECT pid AS id FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
      : "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()";
    const close = (id: unknown) => (isPostgresql ? `SELECT pg_terminate_backend(${id})` : `KILL ${id}`);
    const sleep = isPostgresql ? "SELECT pg_sleep(0.2)" : "SELECT SLEEP(0.2)";

    const others = Array.from({ length: 3 }, () => db.sql.query("test_sleep", sleep, []).catch(() => "closed"));
    const inTransaction = db.prisma
      .$transaction(async (tx) => [await tx.$queryRawUnsafe(sleep), await tx.flowFlow.count()])
      .catch(() => "closed");
    await db.sql.query("test_wait", sleep.replace("0.2", "0.05"), []);
    for (const { id } of await db.sql.query<{ id: unknown }>("test_list", list, []))
      await db.prisma.$executeRawUnsafe(close(id)).catch(() => undefined);
    await Promise.all([...others, inTransaction]);
    for (let turn = 0; turn < 20; turn += 1) await db.ping().catch(() => undefined);
    expect(await db.prisma.flowFlow.count({ where: { id: "none" } })).toBe(0);
  });

  test("many more transactions than connections all get their turn", async () => {
    const transactions = Array.from({ length: 64 }, () =>
      db.prisma.$transaction(async (tx) => {
        await tx.credentialOutbox.create({ data: outboxRow() });
        return tx.credentialOutbox.count({ where: { id: "none" } });
      }),
    );
    expect(await Promise.all(transactions)).toEqual(transactions.map(() => 0));
  });
}

test("a session is in UTC whatever the server's or the client's zone is", async () => {
  const url = new URL(await testDatabaseUrl());
  url.searchParams.set("options", "-c TimeZone=Asia/Tokyo");
  const db = await connect(url.toString());
  onTestFinished(() => db.close());
  await db.prisma.auditInbox.create({ data: { eventId: "a", consumer: "b", receivedAt: at } });
  const [row] = await db.sql.query("test_zone", "SELECT received_at AT TIME ZONE 'UTC' = $1 AS same FROM audit_inbox", [
    "2026-02-03 04:05:06.789",
  ]);
  expect(row).toEqual({ same: true });
});

test("close() may be called twice, and ping() fails afterwards", async () => {
  const db = await connect(await testDatabaseUrl());
  await db.ping();
  await Promise.all([db.close(), db.close()]);
  await expect(db.ping()).rejects.toThrow();
});

describe("a database that cannot be used is refused in one line that says what to do", () => {
  const refusal = (url: string) =>
    connect(url).then(
      (db) => db.close().then(() => "connected"),
      (error: Error) => error.message,
    );
  const altered = (url: string, change: (url: URL) => void) => {
    const copy = new URL(url);
    change(copy);
    return copy.toString();
  };

  test("a URL of another kind", async () => {
    expect(await refusal("sqlite://secret@x")).toBe(
      "a database URL begins with postgres://, postgresql://, mysql:// or mariadb://",
    );
    expect(await refusal("postgres://a:secret@b:port/c")).not.toContain("secret");
  });

  test("nobody listens", async () => {
    for (const [scheme, server] of Object.entries({ postgres: "PostgreSQL", mysql: "MySQL", mariadb: "MySQL" })) {
      expect(await refusal(`${scheme}://a:secret@127.0.0.1:1/c`)).toBe(
        `cannot connect to ${server} at 127.0.0.1:1: nothing listens there: start the server, or correct host and port in the database URL`,
      );
    }
  });

  test("somebody listens and says nothing", async () => {
    const mute = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void mute.close());
    await once(mute, "listening");
    const { port } = mute.address() as AddressInfo; // a TCP server's address is an object
    const answers = await Promise.all(
      ["postgres", "mysql"].map((scheme) => refusal(`${scheme}://a:b@127.0.0.1:${port}/c`)),
    );
    for (const answer of answers) expect(answer).toMatch(/no answer: check host, port and firewall$/);
  });

  test("the host does not exist", async () => {
    expect(await refusal("postgres://a:b@nowhere.invalid/c")).toMatch(/the host "nowhere.invalid" is unknown/);
  });

  test("a wrong login, whose password is not repeated", async () => {
    const url = altered(await testDatabaseUrl(), (url) => {
      url.username = "stranger";
      url.password = "not-it";
    });
    const answer = await refusal(url);
    expect(answer).toMatch(/the login of "stranger" is refused: correct user and password in the database URL$/);
    expect(answer).not.toContain("not-it");
  });

  test("a database that does not exist, with the command that makes it", async () => {
    const url = altered(await testDatabaseUrl(), (url) => {
      url.pathname = "/nobody";
    });
    expect(await refusal(url)).toMatch(
      /there is no database "nobody": create it, for example with createdb .* nobody$/,
    );
  });

  test("the same on MySQL", async ({ skip }) => {
    const present = await testMysqlUrl();
    if (present === undefined) return skip("no server was found");
    const url = altered(present, (url) => {
      url.pathname = "/nobody";
    });
    expect(await refusal(url)).toMatch(/there is no database "nobody": create it, .*CREATE DATABASE nobody"$/);
    const stranger = altered(url, (url) => {
      url.username = "stranger";
      url.password = "not-it";
    });
    expect(await refusal(stranger)).toMatch(/the login of "stranger" is refused/);
  });
});
