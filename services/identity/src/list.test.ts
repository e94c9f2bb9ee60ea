import type { MessageInitShape } from "@bufbuild/protobuf";
import { callFor, uuidv4 } from "@signet/kit";
import type { ListUsersRequestSchema } from "@signet/proto/identity/v1/identity_service";
import { expect, test } from "vitest";
import { onBothDatabases, reasonFrom } from "./test/worlds.ts";

type Request = MessageInitShape<typeof ListUsersRequestSchema>;

await onBothDatabases("lists of users", ({ units, client, call, newcomer }) => {
  /** Users of a list of their own, oldest first; two of them at the same time. */
  async function people(count: number): Promise<{ tag: string; ids: string[] }> {
    const tag = uuidv4();
    const ids: string[] = [];
    for (let i = 0; i < count; i++) {
      if (i !== 1) units.clock.advance(1_000);
      ids.push((await newcomer(`user${i}-${tag}@example.com`)).userId);
    }
    return { tag, ids };
  }

  const list = (request: Request) => client.listUsers(request, call);
  const idsIn = ({ users }: { users: readonly { userId: string }[] }) => users.map(({ userId }) => userId);

  test("newest first, oldest first when asked, each user once over all pages", async () => {
    const { tag, ids } = await people(5);
    for (const ascending of [true, false]) {
      const seen: string[] = [];
      let pageToken = "";
      do {
        const page = await list({ email: tag, pageSize: 2, pageToken, ascending });
        expect(page.totalSize).toBe(5n);
        seen.push(...idsIn(page));
        pageToken = page.nextPageToken;
      } while (pageToken !== "");
      // The first two were made at the same time: their ids decide.
      const [first = "", second = "", ...rest] = ids;
      const oldestFirst = [...[first, second].toSorted(), ...rest];
      expect(seen).toEqual(ascending ? oldestFirst : oldestFirst.toReversed());
    }
  });

  test("numbered pages skip, and one beyond the end is empty", async () => {
    const { tag } = await people(3);
    const all = idsIn(await list({ email: tag }));
    expect(idsIn(await list({ email: tag, pageSize: 2, skip: 2 }))).toEqual(all.slice(2));
    expect(await list({ email: tag, pageSize: 2, skip: 20 })).toMatchObject({
      users: [],
      totalSize: 3n,
      nextPageToken: "",
    });
  });

  test("filters match parts without case, either of the two, and wildcards are the caller's", async () => {
    const { tag, ids } = await people(2);
    const username = `Kim_${uuidv4()}`;
    const { user } = await client.createUser({ userId: uuidv4(), username }, call);
    expect(idsIn(await list({ username: username.slice(0, 20).toUpperCase() }))).toEqual([user?.userId]);
    expect((await list({ email: tag.toUpperCase(), username })).totalSize).toBe(3n);
    expect((await list({ email: `user_-${tag}` })).totalSize).toBe(2n);
    expect((await list({ email: `user1%${tag}` })).totalSize).toBe(1n);
    expect((await list({ email: `${tag}\\` })).totalSize).toBe(0n);
    expect(idsIn(await list({ userIds: [ids[1] ?? "", uuidv4()] }))).toEqual([ids[1]]);
    expect(idsIn(await list({ userIds: ids.map((id) => id.toUpperCase()), email: `user0-${tag}` }))).toEqual([ids[0]]);
  });

  test("a search finds parts of addresses, usernames and names, and takes every character as itself", async () => {
    const { tag, ids } = await people(2);
    const [first = "", second = ""] = ids;
    await client.updateUser(
      {
        user: { userId: first, givenName: "Kim_%", familyName: `Of ${tag}` },
        updateMask: { paths: ["given_name", "family_name"] },
      },
      call,
    );
    expect(idsIn(await list({ query: `KIM_% of ${tag.toUpperCase()}` }))).toEqual([first]);
    expect(idsIn(await list({ query: `user1-${tag}` }))).toEqual([second]);
    expect((await list({ query: tag })).totalSize).toBe(2n);
    expect((await list({ query: `user_-${tag}` })).totalSize).toBe(0n);
    expect((await list({ query: `%${tag}` })).totalSize).toBe(0n);
    expect((await list({ query: "\\" })).totalSize).toBe(0n);
    expect(idsIn(await list({ query: tag, email: "user0", userIds: ids }))).toEqual([first]);
  });

  test("times of creation bound a list: from then on, and before", async () => {
    const { tag } = await people(4);
    const times = (await list({ email: tag, ascending: true })).users.map(({ createTime }) => createTime);
    const between = await list({ email: tag, createdFrom: times[2], createdBefore: times[3] });
    expect(between.users.map(({ createTime }) => createTime)).toEqual([times[2]]);
    expect((await list({ email: tag, createdBefore: times[2] })).totalSize).toBe(2n);
    expect((await list({ query: tag, createdFrom: { seconds: 9n ** 15n, nanos: 0 } })).totalSize).toBe(0n);
  });

  test("any page of everybody is the page that walking there would find", async () => {
    const elsewhere = callFor(uuidv4(), {});
    const count = 60;
    for (let i = 0; i < count; i++) {
      // Some at the same time, some minutes and some days apart; some without a name.
      if (i % 4 === 0) units.clock.advance(1_000);
      if (i % 7 === 0) units.clock.advance(90_000);
      if (i % 20 === 0) units.clock.advance(100_000_000);
      await client.createUser({ userId: uuidv4(), ...(i % 6 > 0 && { username: `u${i}` }) }, elsewhere);
    }
    for (const ascending of [true, false]) {
      const everybody = await client.listUsers({ pageSize: 100, ascending }, elsewhere);
      expect([everybody.users.length, everybody.totalSize]).toEqual([50, 50n]);
      for (let skip = 1; skip < 55; skip++) {
        const page = await client.listUsers({ pageSize: 4, skip, ascending }, elsewhere);
        expect(idsIn(page), `${skip} ${ascending}`).toEqual(idsIn(everybody).slice(skip, skip + 4));
        expect(page.totalSize).toBe(50n);
      }
    }
  });

  test("who gets a name comes into the list, and who loses it goes, however many do so at once", async () => {
    const elsewhere = callFor(uuidv4(), {});
    const total = async () => (await client.listUsers({ pageSize: 1 }, elsewhere)).totalSize;
    const ids = Array.from({ length: 12 }, () => uuidv4());
    await Promise.all(ids.map((userId) => client.createUser({ userId }, elsewhere)));
    expect(await total()).toBe(0n);
    await Promise.all(ids.map((userId, i) => client.setUsername({ userId, username: `n${i}` }, elsewhere)));
    expect(await total()).toBe(12n);
    await Promise.all(ids.slice(0, 4).map((userId) => client.deleteUsername({ userId }, elsewhere)));
    expect(await total()).toBe(8n);
    const [userId = ""] = ids;
    const email = { emailId: uuidv4(), address: "kim@example.com" };
    await client.createEmail({ userId, email }, elsewhere);
    expect(await total()).toBe(9n);
    await client.deleteEmail({ userId, emailId: email.emailId }, elsewhere);
    expect(await total()).toBe(8n);
    await Promise.all(ids.map((each) => client.deleteUser({ userId: each }, elsewhere)));
    expect(await total()).toBe(0n);
  });

  test("a listed user is the whole user", async () => {
    const { tag, ids } = await people(1);
    const { users } = await list({ email: tag });
    expect(users).toEqual([(await client.getUser({ userId: ids[0] ?? "" }, call)).user]);
  });

  test("users without any name are listed only when asked for", async () => {
    const userId = uuidv4();
    await client.createUser({ userId }, call);
    expect(await list({ userIds: [userId] })).toMatchObject({ users: [], totalSize: 0n });
    expect(idsIn(await list({ userIds: [userId], includeUnnamed: true }))).toEqual([userId]);
  });

  test("without filters everybody who has a name is counted, once", async () => {
    const elsewhere = callFor("99999999-2222-4333-8444-555555555555", {});
    const emails = () => [1, 2].map(() => ({ emailId: uuidv4(), address: `${uuidv4()}@example.com` }));
    const users = [{ emails: emails(), username: "a" }, { emails: emails() }, { username: "b" }, {}];
    for (const user of users) await client.createUser({ userId: uuidv4(), ...user }, elsewhere);
    expect(await client.listUsers({ pageSize: 1 }, elsewhere)).toMatchObject({ totalSize: 3n });
    expect(await client.listUsers({ includeUnnamed: true }, elsewhere)).toMatchObject({ totalSize: 4n });
  });

  test("a page token is good for its own list only, and cannot be made up", async () => {
    const { tag } = await people(3);
    const { nextPageToken: pageToken } = await list({ email: tag, pageSize: 1 });
    const [position = "", mac = ""] = pageToken.split(".");
    const forged = Buffer.from(JSON.stringify([0, uuidv4(), 1])).toString("base64url");
    const refused: Request[] = [
      { email: "other", pageToken },
      { email: tag, ascending: true, pageToken },
      { email: tag, skip: 1, pageToken },
      { email: tag, pageToken: `${forged}.${mac}` },
      { email: tag, pageToken: position },
      { email: tag, pageToken: "💥" },
    ];
    for (const request of refused) expect(await reasonFrom(list(request))).toBe("ARGUMENT_INVALID");
    const elsewhere = callFor("11111111-2222-4333-8444-555555555555", {});
    expect(await reasonFrom(client.listUsers({ email: tag, pageToken }, elsewhere))).toBe("ARGUMENT_INVALID");
    expect((await list({ email: tag, pageToken })).users).toHaveLength(2);
  });

  test.each([{ pageSize: -1 }, { skip: -1 }, { userIds: ["abc"] }, { email: "\0" }, { username: "a\0" }])(
    "refuses %j",
    async (request) => {
      expect(await reasonFrom(list(request))).toBe("ARGUMENT_INVALID");
    },
  );
});
