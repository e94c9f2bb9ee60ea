import { expect, test } from "vitest";
import { migrationStatus } from "../index.ts";
import { emptyDatabaseUrl, testDatabase, testDatabaseUrl } from "./index.ts";

test("every test database is migrated, empty and alone", async () => {
  const [one, other] = await Promise.all([testDatabase(), testDatabase()]);
  await one.prisma.auditInbox.create({ data: { eventId: "a", consumer: "b", receivedAt: new Date(0) } });
  expect(await one.prisma.auditInbox.count()).toBe(1);
  expect(await other.prisma.auditInbox.count()).toBe(0);
});

test("a URL leads to a migrated database, or to one without tables", async () => {
  const states = async (url: string) => new Set((await migrationStatus(url)).map(({ state }) => state));
  expect(await states(await testDatabaseUrl())).toEqual(new Set(["applied"]));
  expect(await states(await emptyDatabaseUrl())).toEqual(new Set(["pending"]));
});
