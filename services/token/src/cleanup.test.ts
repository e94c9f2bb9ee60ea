import { testDatabase } from "@signet/db/test";
import { removeLeftovers } from "@signet/kit";
import { expect, test } from "vitest";
import { testWorld } from "./test/world.ts";

const postgresql = await testDatabase();
const HOUR = 3_600_000;

test("what has expired is cleaned up, and nothing else", async () => {
  const { issue, tokens, call, clock, userId, db, composed } = await testWorld(postgresql, {
    settings: { session: { lifespan: HOUR } },
  });
  const rows = async () => [
    await db.prisma.tokenSession.count({ where: { userId } }),
    await db.prisma.tokenExchangeToken.count({ where: { userId } }),
  ];
  const cleanUp = async () => {
    for (const each of composed.leftovers) await removeLeftovers(each, { bite: 1 });
  };
  await issue();
  await tokens.createExchangeToken({ userId }, call);
  clock.advance(HOUR - 1);
  await issue();

  await cleanUp();
  expect(await rows()).toEqual([2, 1]);
  clock.advance(60_002);
  await cleanUp();
  expect(await rows()).toEqual([1, 0]);
});
