import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { retried } from "./retried.ts";
import { onBothDatabases } from "./test/index.ts";

const now = new Date(0);

await onBothDatabases("retried()", (db) => {
  const user = (id: string) => ({ tenantId: "t", id, createdAt: now, updatedAt: now });

  test("transactions that wait for each other both succeed in the end", async () => {
    const marks = db.dialect === "postgresql" ? ["$1", "$2"] : ["?", "?"];
    const lock = `SELECT id FROM identity_users WHERE tenant_id = ${marks[0]} AND id = ${marks[1]} FOR UPDATE`;
    await db.prisma.identityUser.createMany({ data: [user("a"), user("b")] });
    let begun = 0;
    let held = 0;
    let done = 0;
    const inOrder = async (first: string, second: string) => {
      await retried(async () => {
        begun += 1;
        // The one that lost lets the other end: else it may take its first lock again before the other wakes up.
        while (begun > 2 && done === 0) await pause(1);
        return db.prisma.$transaction(async (tx) => {
          await tx.$queryRawUnsafe(lock, "t", first);
          // Until the other one holds its first lock as well: then neither can go on.
          held += 1;
          while (held < 2) await pause(1);
          await tx.$queryRawUnsafe(lock, "t", second);
        });
      });
      done += 1;
    };
    await Promise.all([inOrder("a", "b"), inOrder("b", "a")]);
    expect(begun).toBe(3);
  });

  test("what is taken is answered and not tried again", async () => {
    let tries = 0;
    const create = () => {
      tries += 1;
      return db.prisma.identityUser.create({ data: user("c") });
    };
    await create();
    expect(await retried(create, { taken: () => "taken" })).toBe("taken");
    expect(tries).toBe(2);
    await expect(retried(create)).rejects.toThrow();
  });
});
