import type { Database } from "@signet/db";
import { onBothDatabases } from "@signet/db/test";
import { createSecrets, uuidv4 } from "@signet/kit";
import { FindingKind } from "@signet/proto/audit/v1/audit_service";
import { LoginFailedSchema } from "@signet/proto/flow/v1/flow_events";
import { expect, test, vi } from "vitest";
import { flowOrigin, testWorld } from "../test/world.ts";
import { cutBefore, sealAll } from "./sealer.ts";
import { createChainStore } from "./store.ts";

await onBothDatabases("the chain", (db) => {
  /** A log with sealed entries, and ways to look at it and to tamper with it. */
  async function log(count: number) {
    const world = await testWorld(db);
    const { tenantId, client, call, clock, tell } = world;
    const secrets = createSecrets(["a key that only tests know"]);
    const forged: string[] = [];
    const onForged = (id: string) => void forged.push(id);
    const deps = { store: createChainStore(db), secrets, now: clock.now, onForged };
    const seal = () => sealAll(deps, new AbortController().signal);
    /** The running unit seals as well, and whoever comes second gives way. */
    const sealed = () =>
      vi.waitFor(async () => {
        await seal();
        expect(await deps.store.unsealed(tenantId, undefined, 1)).toEqual([]);
      }, 5_000);
    for (let n = 0; n < count; n++) {
      await tell(LoginFailedSchema, { origin: flowOrigin, error: `attempt ${n}` });
      clock.advance(1_000);
    }
    await sealed();
    return {
      ...world,
      deps,
      forged,
      seal,
      sealed,
      change: (text: string, values: string[] = []) => change(db, tenantId, text, values),
      async verify(pageSize = 0) {
        const findings: string[] = [];
        let after: { seq: bigint; hash: string } | undefined;
        for (let checked = 0; ; ) {
          const part = await client.verifyEntries({ after, pageSize }, call);
          checked += part.checked;
          after = part.cursor;
          for (const { kind, firstSeq, lastSeq } of part.findings) {
            findings.push(`${FindingKind[kind]} ${firstSeq}-${lastSeq}`);
          }
          if (part.done) return { checked, findings, end: part.cursor?.seq };
        }
      },
    };
  }

  test("an untouched log is found as it was written, in parts of any size", async () => {
    const { verify } = await log(7);
    for (const pageSize of [0, 1, 3, 7]) expect(await verify(pageSize)).toEqual({ checked: 7, findings: [], end: 7n });
  });

  test("a changed entry is named", async () => {
    for (const column of ["type", "error", "actor_email", "source_ip", "request_id"]) {
      const { verify, change } = await log(3);
      await change(`UPDATE audit_entries SET ${column} = 'other' WHERE tenant_id = $1 AND seq = 2`);
      expect((await verify()).findings).toEqual(["CHANGED 2-2"]);
    }
  });

  test("removed entries are named: in the middle, at the beginning, at the end, and all of them", async () => {
    for (const [where, finding] of [
      ["seq IN (2, 3)", "REMOVED 2-3"],
      ["seq = 1", "REMOVED 1-1"],
      ["seq >= 4", "REMOVED 4-5"],
      ["seq > 0", "REMOVED 1-5"],
    ]) {
      const { verify, change } = await log(5);
      await change(`DELETE FROM audit_entries WHERE tenant_id = $1 AND ${where}`);
      expect((await verify()).findings).toEqual([finding]);
      expect((await verify(1)).findings).toEqual([finding]);
    }
  });

  test("exchanged entries are named", async () => {
    const { verify, change } = await log(4);
    for (const [from, to] of [
      [2, 99],
      [3, 2],
      [99, 3],
    ]) {
      await change(`UPDATE audit_entries SET seq = ${to} WHERE tenant_id = $1 AND seq = ${from}`);
    }
    expect((await verify()).findings).toContain("CHANGED 2-2");
  });

  test("an inserted entry is named, with a place and without", async () => {
    const { verify, change, seal } = await log(2);
    const columns = "tenant_id, id, type, created_at, updated_at";
    const insert = `INSERT INTO audit_entries (${columns}, seq, hash) SELECT tenant_id, $2, type, created_at, updated_at`;
    await change(`${insert}, 3, hash FROM audit_entries WHERE tenant_id = $1 AND seq = 2`, [uuidv4()]);
    await change(`${insert}, NULL, NULL FROM audit_entries WHERE tenant_id = $1 AND seq = 2`, [uuidv4()]);
    expect((await verify()).findings).toEqual(["INSERTED 3-3", "INSERTED 0-0"]);
    await change("DELETE FROM audit_entries WHERE tenant_id = $1 AND seq = 3");
    await seal();
    expect((await verify()).findings).toEqual(["INSERTED 0-0"]);
  });

  test("an end that was moved back is not believed, and not gone on from", async () => {
    const { verify, change, seal, tell, forged, tenantId } = await log(3);
    await change("DELETE FROM audit_entries WHERE tenant_id = $1 AND seq = 3");
    await change(
      "UPDATE audit_chains SET seq = 2, hash = (SELECT hash FROM audit_entries WHERE tenant_id = $1 AND seq = 2) WHERE tenant_id = $1",
    );
    expect((await verify()).findings).toEqual(["CHAIN 0-2"]);
    await tell(LoginFailedSchema, { origin: flowOrigin });
    await seal();
    expect(forged).toContain(tenantId);
    expect((await verify()).end).toBe(2n);
  });

  test("processes that seal at once make one chain", async () => {
    const { verify, seal, sealed, tell } = await log(0);
    const others = Array.from({ length: 40 }, () => tell(LoginFailedSchema, { origin: flowOrigin }));
    await Promise.all([...others, ...Array.from({ length: 8 }, seal)]);
    await sealed();
    expect(await verify()).toEqual({ checked: 40, findings: [], end: 40n });
  });

  test("retention cuts the beginning off and the rest still holds", async () => {
    const { verify, deps, change, clock, tell, sealed } = await log(10);
    const fourSeconds = () => new Date(clock.now().getTime() - 4_000);
    await cutBefore(deps, fourSeconds(), 4);
    expect(await verify()).toEqual({ checked: 6, findings: [], end: 10n });
    await cutBefore(deps, fourSeconds(), 100);
    expect(await verify()).toEqual({ checked: 4, findings: [], end: 10n });
    await tell(LoginFailedSchema, { origin: flowOrigin });
    await sealed();
    await change("DELETE FROM audit_entries WHERE tenant_id = $1 AND seq = 7");
    expect((await verify()).findings).toEqual(["REMOVED 7-7"]);
  });

  test("the running unit seals by itself", async () => {
    const { verify, tell } = await testLog(db);
    await tell(LoginFailedSchema, { origin: flowOrigin });
    await vi.waitFor(async () => expect(await verify()).toBe(1n), 5_000);
  });
});

async function testLog(db: Database) {
  const { tell, client, call } = await testWorld(db);
  return { tell, verify: async () => (await client.verifyEntries({}, call)).cursor?.seq };
}

/** Changes a table behind the unit's back. */
async function change(db: Database, tenantId: string, text: string, values: string[]): Promise<void> {
  await db.sql.execute(`test_tamper_${hash(text)}`, text, [tenantId, ...values]);
}

function hash(text: string): number {
  return [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7);
}
