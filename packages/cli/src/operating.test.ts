import { loadConfig } from "@signet/config";
import type { Database } from "@signet/db";
import { testDatabaseUrl, undoAtEnd } from "@signet/db/test";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { everything } from "./process/choice.ts";
import { openDatabase } from "./process/database.ts";
import { startServer } from "./process/server.ts";
import { runHere } from "./test/here.ts";
import { type Environment, production, run } from "./test/program.ts";

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
let env: Environment;
let db: Database;

beforeAll(async () => {
  const url = await testDatabaseUrl();
  const logged = { AUDIT_LOG_STORAGE_ENABLED: "true", AUDIT_LOG_CONSOLE_OUTPUT_ENABLED: "false" };
  env = { ...production, ...logged, DATABASE_URL: url };
  const { config } = loadConfig({ env });
  db = await openDatabase(url, config);
  undoAtEnd(() => db.close());
}, 120_000);

const json = async (args: readonly string[]) => JSON.parse((await runHere([...args, "--json"], env)).stdout);

describe("keys of programs", () => {
  test("are made, listed, replaced and revoked", async () => {
    const made = await runHere(["apikey", "create", "--name", "billing", "--scopes", "users:read"], env);
    expect([made.code, made.stdout]).toEqual([0, expect.stringMatching(/^\S{20,}\n$/)]);
    const [key] = await json(["apikey", "list"]);
    expect(key).toMatchObject({ name: "billing", scopes: ["users:read"], state: "live" });
    expect(made.stderr).toBe(`key ${key.id} (billing); its secret is shown this once\n`);
    expect(JSON.stringify(key)).not.toContain(made.stdout.trim());

    const replacement = await json(["apikey", "rotate", key.id, "--overlap", "1h"]);
    expect(replacement).toMatchObject({ name: "billing", secret: expect.any(String) });
    expect(await json(["apikey", "revoke", replacement.id])).toMatchObject({ state: "revoked" });
    const listed = await runHere(["apikey", "list"], env);
    expect(listed.stdout.split("\n").map((line) => line.split(/ {2,}/)[3])).toEqual([
      "STATE",
      "live",
      "revoked",
      undefined,
    ]);
  });

  test.each([
    [["apikey", "create", "--name", "x", "--scopes", "everything"], /scope/],
    [["apikey", "revoke", "0192a4b0-7c3e-7000-8000-000000000001"], /no such/],
  ])("signet %j is refused in one line", async (args, line) => {
    const { code, stdout, stderr } = await runHere(args, env);
    expect([code, stdout, stderr]).toEqual([1, "", expect.stringMatching(line)]);
    expect(stderr.split("\n")).toHaveLength(2);
  });
});

describe("the audit log", { timeout: 60_000 }, () => {
  test("heard of the keys as soon as a server ran, and verifies", async () => {
    const { config } = loadConfig({ env });
    const server = await startServer({ ...everything, config, db, log: quiet });
    await vi.waitFor(async () => expect(await json(["audit", "verify"])).toMatchObject({ checked: 3 }), 20_000);
    await server.stop();
    const { code, stdout, stderr } = await run(["audit", "verify"], env);
    expect([code, stdout, stderr]).toEqual([
      0,
      expect.stringMatching(/^3:[\w-]{43}\n$/),
      "3 entries are as they were written\n",
    ]);
    expect(await json(["audit", "verify", "--through", stdout.trim()])).toMatchObject({
      findings: [],
      end: stdout.trim(),
    });
  });

  test("is exported as lines of JSON, oldest first, as far as it is asked for", async () => {
    const exported = async (...filter: string[]) => {
      const { stdout, stderr } = await runHere(["audit", "export", ...filter], env);
      const lines = stdout.split("\n").filter((line) => line !== "");
      expect(stderr).toBe(`${lines.length} entries\n`);
      return lines.map((line) => JSON.parse(line).type);
    };
    expect(await exported()).toEqual(["api_key_created", "api_key_rotated", "api_key_revoked"]);
    expect(await exported("--type", "api_key_revoked", "--type", "api_key_rotated")).toHaveLength(2);
    expect(await exported("--since", "2999-01-01T00:00:00Z")).toEqual([]);
  });

  test("that was tampered with is named entry by entry, with exit code 1", async () => {
    const through = (await json(["audit", "verify"])).end;
    await db.sql.execute("test_change", "UPDATE audit_entries SET type = 'other' WHERE seq = 2", []);
    const { code, stdout, stderr } = await runHere(["audit", "verify"], env);
    expect([code, stdout]).toEqual([1, `${through}\n`]);
    expect(stderr).toMatch(
      /^changed {2}2 {2}[0-9a-f-]{36} {2}the entry is not what was sealed\nsignet: 1 finding in 3 entries\n$/,
    );
    const other = await runHere(["audit", "verify", "--through", `3:${"x".repeat(43)}`], env);
    expect(other.stderr).toMatch(/^chain {2}3 {2}the log does not lead through there$/m);
    await db.sql.execute("test_change_back", "UPDATE audit_entries SET type = 'api_key_rotated' WHERE seq = 2", []);
  });
});

describe("cleaning up", { timeout: 60_000 }, () => {
  const brief = () => ({ ...env, AUDIT_LOG_RETENTION: "1ms" });

  test("counts first, and removes what was counted when it is told to", async () => {
    const counted = await run(["cleanup", "-t", "audit_logs", "--json"], brief());
    expect([counted.code, JSON.parse(counted.stdout)]).toEqual([0, { audit_logs: 3 }]);
    expect(counted.stderr).toMatch(/^This was a dry-run; add --run to the command to really delete the data\.$/m);
    const removed = await runHere(["cleanup", "-t", "audit_logs", "-s", "2", "--run"], brief());
    expect([removed.code, removed.stdout]).toEqual([0, ""]);
    expect(removed.stderr).toBe(
      "Cleaning up table(s): audit_logs\nDeleted 3 audit_logs in total.\nCleanup completed.\n",
    );
    expect(await json(["audit", "verify"])).toMatchObject({ checked: 0, findings: [] });
  });

  test("refuses tables that it does not know", async () => {
    const { code, stdout, stderr } = await runHere(["cleanup", "-t", "users"], env);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^signet: invalid table name\(s\): users - allowed values: .*audit_logs, .*flows, /);
  });
});
