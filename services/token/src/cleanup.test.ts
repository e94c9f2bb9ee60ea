import { testDatabase } from "@signet/db/test";
import { expect, test } from "vitest";
import { removeExpired } from "./cleanup.ts";
import { createExchangeTokenStore } from "./exchange-token-store.ts";
import { createSessionStore } from "./store.ts";
import { testWorld } from "./test-world.ts";

const postgresql = await testDatabase();
const HOUR = 3_600_000;

test("what has expired is cleaned up, and nothing else", async () => {
  const { issue, tokens, call, clock, userId, db } = await testWorld(postgresql, {
    settings: { session: { lifespan: HOUR } },
  });
  const rows = async () => [
    await db.prisma.tokenSession.count({ where: { userId } }),
    await db.prisma.tokenExchangeToken.count({ where: { userId } }),
  ];
  const stores = { sessions: createSessionStore(db), exchangeTokens: createExchangeTokenStore(db) };
  await issue();
  await tokens.createExchangeToken({ userId }, call);
  clock.advance(HOUR - 1);
  await issue();

  await removeExpired(stores, clock.now(), new AbortController().signal);
  expect(await rows()).toEqual([2, 1]);
  clock.advance(60_002);
  await removeExpired(stores, clock.now(), new AbortController().signal);
  expect(await rows()).toEqual([1, 0]);
});
