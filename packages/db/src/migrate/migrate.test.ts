import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { connect, dialectOf } from "../connect.ts";
import { emptyDatabaseUrl, testMysqlUrl } from "../test/index.ts";
import { migrate, migrateDown, migrationStatus } from "./migrate.ts";

const urls = {
  PostgreSQL: emptyDatabaseUrl,
  "MySQL (at SIGNET_TEST_MYSQL_URL or 127.0.0.1:3306)": testMysqlUrl,
};

for (const [name, newUrl] of Object.entries(urls)) {
  describe.skipIf(!(await newUrl()))(name, () => {
    let url = "";
    let folder = "";

    beforeEach(async () => {
      url = (await newUrl()) ?? "";
      folder = await mkdtemp(join(tmpdir(), "signet-migrations-"));
      onTestFinished(() => rm(folder, { recursive: true }));
      await write(
        "0001_one",
        "CREATE TABLE one (id INTEGER);\nCREATE TABLE uno (id INTEGER);",
        "DROP TABLE one;\nDROP TABLE uno;",
      );
      await write("0002_two", "CREATE TABLE two (id INTEGER);", "DROP TABLE two;");
    });

    const write = async (migration: string, up: string, down?: string) => {
      await mkdir(join(folder, migration), { recursive: true });
      await writeFile(join(folder, migration, "migration.sql"), up);
      if (down) await writeFile(join(folder, migration, "down.sql"), down);
    };
    const states = async () => (await migrationStatus(url, { folder })).map(({ name, state }) => `${name} ${state}`);
    const tables = async () => {
      const db = await connect(url);
      const here = dialectOf(url) === "mysql" ? "DATABASE()" : "'public'";
      const list = `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ${here} ORDER BY 1`;
      const rows = await db.sql.query<{ name: string }>("test_tables", list, []).finally(() => db.close());
      return rows.map((row) => row.name).filter((name) => name !== "_prisma_migrations");
    };

    test("applies what is pending in order, once, and says so", async () => {
      const heard: string[] = [];
      expect(await states()).toEqual(["0001_one pending", "0002_two pending"]);
      const onProgress = (line: string) => void heard.push(line);
      expect(await migrate(url, { folder, onProgress })).toEqual(["0001_one", "0002_two"]);
      expect(heard).toEqual(["applying migration 0001_one", "applying migration 0002_two"]);
      expect(await migrate(url, { folder, onProgress })).toEqual([]);
      expect(await tables()).toEqual(["one", "two", "uno"]);
    });

    test("the status tells when a migration was applied", async () => {
      await migrate(url, { folder });
      for (const { state, appliedAt } of await migrationStatus(url, { folder })) {
        expect(state).toBe("applied");
        expect(Math.abs(Date.now() - Number(appliedAt))).toBeLessThan(60_000);
      }
    });

    test("several at once apply everything once", async () => {
      const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(url, { folder })));
      expect(applied.flat()).toEqual(["0001_one", "0002_two"]);
    });

    test("goes down step by step, and up again", async () => {
      await migrate(url, { folder });
      expect(await migrateDown(url, 1, { folder })).toEqual(["0002_two"]);
      expect(await states()).toEqual(["0001_one applied", "0002_two pending"]);
      expect(await tables()).toEqual(["one", "uno"]);
      expect(await migrateDown(url, 9, { folder })).toEqual(["0001_one"]);
      expect(await tables()).toEqual([]);
      expect(await migrate(url, { folder })).toEqual(["0001_one", "0002_two"]);
    });

    test("a migration that was changed after it was applied stops everything", async () => {
      await migrate(url, { folder });
      await write("0001_one", "CREATE TABLE other (id INTEGER);");
      expect(await states()).toEqual(["0001_one changed", "0002_two applied"]);
      await expect(migrate(url, { folder })).rejects.toThrow("migration 0001_one was changed after it was applied");
    });

    test("a migration that only the database knows is from a newer Signet, and is left alone", async () => {
      await migrate(url, { folder });
      await rm(join(folder, "0002_two"), { recursive: true });
      expect(await states()).toEqual(["0001_one applied", "0002_two unknown"]);
      expect(await migrate(url, { folder })).toEqual([]);
      await expect(migrateDown(url, 1, { folder })).rejects.toThrow(
        "0002_two cannot be undone: it has no down.sql here",
      );
    });

    test("a migration that fails is named with the reason, and those before it stay", async () => {
      await write("0003_bad", "CREATE TABLE three (id INTEGER);\nCREATE TABLE one (id INTEGER);");
      await expect(migrate(url, { folder })).rejects.toThrow(/^migration 0003_bad: .*one.*exist/);
      expect((await states()).slice(0, 2)).toEqual(["0001_one applied", "0002_two applied"]);
    });

    if (name === "PostgreSQL") {
      test("what a failed migration did is undone, so that a corrected one can run", async () => {
        await write("0003_bad", "CREATE TABLE three (id INTEGER);\nCREATE TABLE one (id INTEGER);");
        await migrate(url, { folder }).catch(() => undefined);
        expect(await tables()).toEqual(["one", "two", "uno"]);
        await write("0003_bad", "CREATE TABLE three (id INTEGER);");
        expect(await migrate(url, { folder })).toEqual(["0003_bad"]);
      });
    } else {
      test("a migration that failed half-way is remembered, because MySQL cannot undo it", async () => {
        await write("0003_bad", "CREATE TABLE three (id INTEGER);\nCREATE TABLE one (id INTEGER);");
        await migrate(url, { folder }).catch(() => undefined);
        expect(await states()).toContain("0003_bad failed");
        await expect(migrate(url, { folder })).rejects.toThrow("migration 0003_bad failed half-way");
      });
    }

    test("Signet's own migrations go down to nothing and up again", async () => {
      const applied = await migrate(url);
      expect(await tables()).toContain("identity_users");
      expect(await migrateDown(url, applied.length)).toEqual([...applied].reverse());
      expect(await tables()).toEqual([]);
      expect(await migrate(url)).toEqual(applied);
    });
  });
}
