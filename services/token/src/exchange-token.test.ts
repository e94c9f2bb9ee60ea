import { onBothDatabases, testDatabase } from "@signet/db/test";
import { reasonOf } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { expect, test } from "vitest";
import { testWorld } from "./test/world.ts";

const postgresql = await testDatabase();

await onBothDatabases("exchange tokens", (db) => {
  test("an exchange token is good once, however many try at once", async () => {
    const { tokens, call, userId } = await testWorld(db);
    const { token } = await tokens.createExchangeToken({ userId, context: { flow: "x", deep: [1, null] } }, call);

    const uses = await Promise.allSettled(Array.from({ length: 64 }, () => tokens.useExchangeToken({ token }, call)));

    const [used, ...more] = uses.flatMap((use) => (use.status === "fulfilled" ? [use.value] : []));
    expect(used).toMatchObject({ userId, context: { flow: "x", deep: [1, null] } });
    expect(more).toEqual([]);
    const reasons = uses.flatMap((use) => (use.status === "rejected" ? [reasonOf(use.reason)] : []));
    expect(new Set(reasons)).toEqual(new Set([Reason.EXCHANGE_TOKEN_INVALID]));
  });
});

test("an exchange token is good for a minute", async () => {
  const { tokens, call, userId, clock } = await testWorld(postgresql);
  const { token } = await tokens.createExchangeToken({ userId }, call);
  clock.advance(60_000);
  expect(await tokens.useExchangeToken({ token }, call).catch(reasonOf)).toBe(Reason.EXCHANGE_TOKEN_EXPIRED);
  for (const bad of ["", "x", `${token}=`, token.slice(1), "\0"]) {
    expect(await tokens.useExchangeToken({ token: bad }, call).catch(reasonOf)).toBe(Reason.EXCHANGE_TOKEN_INVALID);
  }
});
