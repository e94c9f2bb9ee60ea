import { uuidv4 } from "@signet/kit";
import { UsernameChangedSchema, UsernameDeletedSchema } from "@signet/proto/identity/v1/identity_events";
import { expect, test } from "vitest";
import { about, onBothDatabases, reasonFrom } from "./test/worlds.ts";

await onBothDatabases("usernames", ({ units, client, call, newcomer }) => {
  const fresh = () => `kim_${uuidv4().replaceAll("-", "_")}`;

  test("a username is set, changed and deleted, and each is told with the name before", async () => {
    const { userId } = await newcomer();
    const [first, second] = [fresh(), fresh()];
    const set = await client.setUsername({ userId, username: ` ${first.toUpperCase()} ` }, call);
    expect(set.user?.username?.username).toBe(first);
    units.clock.advance(1);
    const changed = await client.setUsername({ userId, username: second }, call);
    expect(changed.user?.username).toMatchObject({ username: second, usernameId: set.user?.username?.usernameId });
    await client.setUsername({ userId, username: second }, call);
    const { user } = await client.deleteUsername({ userId }, call);
    expect(user?.username).toBeUndefined();
    expect(await client.deleteUsername({ userId }, call)).toMatchObject({ user });

    expect(about(userId, await units.events("identity", UsernameChangedSchema))).toMatchObject([
      { username: first, previousUsername: "" },
      { username: second, previousUsername: first },
    ]);
    expect(about(userId, await units.events("identity", UsernameDeletedSchema))).toMatchObject([
      { previousUsername: second },
    ]);
  });

  test("of parallel claims to one username exactly one succeeds", async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => newcomer()));
    const username = fresh();
    const claims = people.map(({ userId }) => reasonFrom(client.setUsername({ userId, username }, call)));
    expect((await Promise.all(claims)).toSorted()).toEqual([...Array(7).fill("USERNAME_TAKEN"), undefined]);
  });

  test("two users who swap usernames get refusals, not failures", async () => {
    const [a, b] = [await newcomer(), await newcomer()];
    const [nameOfA, nameOfB] = [fresh(), fresh()];
    await client.setUsername({ userId: a.userId, username: nameOfA }, call);
    await client.setUsername({ userId: b.userId, username: nameOfB }, call);
    const swap = [
      client.setUsername({ userId: a.userId, username: nameOfB }, call),
      client.setUsername({ userId: b.userId, username: nameOfA }, call),
    ];
    expect(await Promise.all(swap.map(reasonFrom))).toEqual(["USERNAME_TAKEN", "USERNAME_TAKEN"]);
  });

  test.each(["", "no spaces", "kim-example", "kím", "kim\0", "k".repeat(256)])("refuses %j", async (username) => {
    const { userId } = await newcomer();
    expect(await reasonFrom(client.setUsername({ userId, username }, call))).toBe("USERNAME_INVALID");
  });

  test("a user who is not there gets no username", async () => {
    expect(await reasonFrom(client.setUsername({ userId: uuidv4(), username: fresh() }, call))).toBe("USER_NOT_FOUND");
    expect(await reasonFrom(client.deleteUsername({ userId: uuidv4() }, call))).toBe("USER_NOT_FOUND");
  });
});
