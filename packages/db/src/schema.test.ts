import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tablesOf } from "./test/catalogue.ts";
import { testDatabase, testMysqlDatabase } from "./test/index.ts";
import { readModels } from "./test/models.ts";

const root = join(import.meta.dirname, "../../..");
const models = await readModels(join(root, "prisma/models"));
const expected = Object.fromEntries(models.map(({ table, definition }) => [table, definition]));
const mysql = await testMysqlDatabase();

test("the migrated PostgreSQL is what the models describe", async () => {
  expect(await tablesOf(await testDatabase())).toEqual(expected);
});

describe.skipIf(!mysql)("on MySQL (at SIGNET_TEST_MYSQL_URL or 127.0.0.1:3306)", () => {
  test("the migrated database is what the models describe", async () => {
    expect(mysql && (await tablesOf(mysql))).toEqual(expected);
  });

  test("text is compared byte by byte, so that ids and addresses differ by case as in PostgreSQL", async () => {
    const loose = await mysql?.sql.query(
      "test_collations",
      `SELECT TABLE_NAME, COLUMN_NAME, COLLATION_NAME FROM information_schema.COLUMNS
        WHERE TABLE_SCHEMA = DATABASE() AND COLLATION_NAME NOT LIKE '%\\_bin' AND TABLE_NAME <> '_prisma_migrations'`,
      [],
    );
    expect(loose).toEqual([]);
  });
});

test("a table begins with the name of the unit that owns it, and every key with the tenant", () => {
  for (const { unit, name, table, definition } of models) {
    expect(table).toMatch(new RegExp(`^${unit}_`));
    expect(name.toLowerCase()).toMatch(new RegExp(`^${unit}`));
    // An event's id is unique by itself: the relay and the inbox see the events of all tenants.
    if (/_(outbox|inbox)$/.test(table)) continue;
    for (const key of [definition.primaryKey, ...definition.uniqueKeys]) expect(key).toMatch(/^tenant_id(,|$)/);
  }
});

test("a unit touches no model and no table but its own", async () => {
  const units = await readdir(join(root, "services"));
  for (const unit of units) {
    const foreign = models.filter((model) => model.unit !== unit);
    // As prisma.identityUser, as tx["identityUser"], and as a table in a statement.
    const names = foreign.flatMap(({ name, table }) => [name.charAt(0).toLowerCase() + name.slice(1), table]);
    const pattern = new RegExp(`\\b(${names.join("|")})\\b`);
    for (const file of await sourcesOf(join(root, "services", unit))) {
      const found = pattern.exec(await readFile(file, "utf8"))?.[0];
      expect.soft(found, `${file} uses ${found}, which is another unit's`).toBeUndefined();
    }
  }
});

async function sourcesOf(folder: string): Promise<string[]> {
  const files = await readdir(join(folder, "src"), { recursive: true }).catch(() => []);
  return files.filter((file) => file.endsWith(".ts")).map((file) => join(folder, "src", file));
}
