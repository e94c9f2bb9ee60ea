import { testDatabase } from "@signet/db/test";
import { createSecrets, removeLeftovers, uuidv7 } from "@signet/kit";
import { FindingKind, type Entry as ProtoEntry } from "@signet/proto/audit/v1/audit_service";
import { describe, expect, test, vi } from "vitest";
import type { Entry } from "../entry.ts";
import { toRow } from "../row.ts";
import { testWorld } from "../test/world.ts";
import { entryMac } from "./hash.ts";

/** Many more than fit into any page or part. */
const COUNT = 6_000;
const HOUR_MS = 3_600_000;

const db = await testDatabase();
let world: Awaited<ReturnType<typeof testWorld>>;

/** An entry a second, the last one now. */
function entryAt(n: number): Entry {
  const createTime = new Date(world.clock.now().getTime() - (COUNT - 1 - n) * 1_000);
  const origin = { requestId: `request-${n}`, sourceIp: "203.0.113.7", userAgent: "Test/1.0" };
  const actor = { actorUserId: `user-${n % 100}`, actorEmail: "sam*****@example.org" };
  const type = n % 10 === 0 ? "login_failure" : "login_success";
  return { id: uuidv7(createTime), type, error: "", ...origin, ...actor, details: { n }, createTime };
}

/** Appends them all with one statement: appending is tested elsewhere. */
async function fill(): Promise<void> {
  const secrets = createSecrets(["a key that only tests know"]);
  const entries = Array.from({ length: COUNT }, (_, n) => entryAt(n));
  const rows = entries.map((entry) => toRow(world.tenantId, entry, entryMac(secrets, world.tenantId, entry)));
  await db.sql.execute("test_fill", FILL, [JSON.stringify(rows)]);
}

const FILL = `
  INSERT INTO audit_entries (tenant_id, id, type, request_id, source_ip, user_agent, actor_user_id, actor_email,
    details, created_at, updated_at, mac)
  SELECT "tenantId", id, type, "requestId", "sourceIp", "userAgent", "actorUserId", "actorEmail",
    details, "createdAt", "updatedAt", mac
  FROM json_to_recordset($1::json) AS row ("tenantId" text, id text, type text, "requestId" text, "sourceIp" text,
    "userAgent" text, "actorUserId" text, "actorEmail" text, details jsonb, "createdAt" timestamptz, "updatedAt" timestamptz,
    mac text)`;

const unsealed = () => db.sql.query("test_unsealed", "SELECT 1 FROM audit_entries WHERE seq IS NULL LIMIT 1", []);

async function verify() {
  const { client, call } = world;
  const findings: string[] = [];
  let after: { seq: bigint; hash: string } | undefined;
  for (let checked = 0; ; ) {
    const part = await client.verifyEntries({ after, pageSize: 5_000 }, call);
    checked += part.checked;
    after = part.cursor;
    findings.push(...part.findings.map(({ kind, firstSeq, lastSeq }) => `${FindingKind[kind]} ${firstSeq}-${lastSeq}`));
    if (part.done) return { checked, findings };
  }
}

const change = (name: string, text: string) => db.sql.execute(`test_${name}`, text, [world.tenantId]);

describe("a long log", { timeout: 60_000 }, () => {
  test("is sealed and verified in parts", async () => {
    world = await testWorld(db);
    await fill();
    await vi.waitFor(async () => expect(await unsealed()).toEqual([]), { timeout: 50_000, interval: 200 });
    expect(await verify()).toEqual({ checked: COUNT, findings: [] });
  });

  test("is listed from both ends, by filters, and read on to its end", async () => {
    const { client, call, list } = world;
    const { totalSize, entries } = await client.listEntries({ pageSize: 2 }, call);
    expect([totalSize, entries.map(({ details }) => details?.n)]).toEqual([BigInt(COUNT), [COUNT - 1, COUNT - 2]]);
    expect((await list({ skip: COUNT - 1 })).map(({ details }) => details?.n)).toEqual([0]);
    const failures = await client.listEntries({ types: ["login_failure"], actorUserId: "user-10", pageSize: 1 }, call);
    expect(failures.totalSize).toBe(BigInt(COUNT / 100));

    const read: unknown[] = [];
    for (let last: ProtoEntry | undefined; read.length % 500 === 0; ) {
      const after = last && { createTime: last.createTime, entryId: last.entryId };
      const page = await list({ oldestFirst: true, after, pageSize: 500 });
      if (page.length === 0) break;
      read.push(...page.map(({ details }) => details?.n));
      last = page.at(-1);
    }
    expect(read).toEqual(Array.from({ length: COUNT }, (_, n) => n));
  });

  test("names every row that was tampered with, wherever it is", async () => {
    await change("changed", "UPDATE audit_entries SET error = 'other' WHERE tenant_id = $1 AND seq = 4990");
    await change("removed", "DELETE FROM audit_entries WHERE tenant_id = $1 AND seq BETWEEN 5001 AND 5003");
    await change("moved", "UPDATE audit_entries SET seq = 99999 WHERE tenant_id = $1 AND seq = 20");
    await change("up", "UPDATE audit_entries SET seq = 20 WHERE tenant_id = $1 AND seq = 5500");
    await change("down", "UPDATE audit_entries SET seq = 5500 WHERE tenant_id = $1 AND seq = 99999");
    const columns = "tenant_id, id, type, created_at, updated_at";
    await change(
      "inserted",
      `INSERT INTO audit_entries (${columns}, seq, hash) SELECT tenant_id, 'x', type, created_at, updated_at, 6001, hash
       FROM audit_entries WHERE tenant_id = $1 AND seq = 10`,
    );
    const { checked, findings } = await verify();
    expect(checked).toBe(COUNT - 3);
    // What follows on an exchanged or changed entry does not: its link was made over the hash that stood there.
    expect(findings).toEqual([
      ...["CHANGED 20-20", "CHANGED 21-21", "CHANGED 4990-4990", "REMOVED 5001-5003"],
      ...["CHANGED 5500-5500", "CHANGED 5501-5501", "INSERTED 6001-6001"],
    ]);
  });

  test("is cut at its beginning when the time of entries is over", async () => {
    const { clock, composed, client, call } = world;
    const kept = 100;
    clock.advance(720 * HOUR_MS - kept * 1_000);
    for (const each of composed.leftovers.filter(({ name }) => name === "audit_logs")) {
      expect(await each.count()).toBe(COUNT - kept - 1);
      await removeLeftovers(each);
    }
    // Whoever was let in behind the end is no part of the chain, and stays for somebody to look at.
    expect((await client.listEntries({ pageSize: 1 }, call)).totalSize).toBe(BigInt(kept + 2));
    expect(await verify()).toEqual({ checked: kept + 1, findings: ["INSERTED 6001-6001"] });
  });
});
