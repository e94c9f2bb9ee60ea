import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import { uuidv4 } from "@signet/kit";
import { UsersImportedSchema } from "@signet/proto/identity/v1/identity_events";
import type { User, UserSchema } from "@signet/proto/identity/v1/user";
import {
  type ImportUsersRequestSchema,
  type ImportUsersResponse,
  UserTransferService,
} from "@signet/proto/identity/v1/user_transfer_service";
import { expect, type TestContext, test } from "vitest";
import { freshAddress, onBothDatabases, reasonFrom } from "../test/worlds.ts";

type Step = NonNullable<MessageInitShape<typeof ImportUsersRequestSchema>["step"]>;
type NewUser = Exclude<MessageInitShape<typeof UserSchema>, User>;

const add = (...users: NewUser[]): Step => ({ case: "add", value: { users } });
const commit: Step = { case: "commit", value: {} };

await onBothDatabases("importing users", ({ units, client, call, newcomer }) => {
  const transfer = units.client(UserTransferService);

  /** Sends the steps and gives the answers. */
  async function imported(...steps: Step[]): Promise<ImportUsersResponse[]> {
    async function* requests() {
      for (const step of steps) yield { step };
    }
    const answers: ImportUsersResponse[] = [];
    for await (const answer of transfer.importUsers(requests(), call)) answers.push(answer);
    return answers;
  }

  function somebody(user: NewUser = {}): NewUser & { userId: string } {
    const emails = [{ address: freshAddress(), isPrimary: true, isVerified: true }];
    return { userId: uuidv4(), emails, ...user };
  }

  const isThere = async ({ userId }: { userId: string }) =>
    (await reasonFrom(client.getUser({ userId }, call))) === undefined;

  test("a user keeps what they had, ids and times included", async () => {
    const time = (text: string) => timestampFromDate(new Date(text));
    const [userId, emailId] = [uuidv4(), uuidv4()];
    const address = freshAddress();
    const user: NewUser = {
      userId,
      emails: [
        { emailId, address: address.toUpperCase(), isPrimary: true, createTime: time("2021-02-03T04:05:06.789Z") },
        { address: `second.${address}`, isVerified: true },
      ],
      username: { username: `Ada-${userId}`, usernameId: uuidv4() },
      createTime: time("2020-01-01T00:00:00Z"),
      updateTime: time("2020-01-02T00:00:00Z"),
      name: "Ada Lovelace",
      givenName: "Ada",
      familyName: "Lovelace",
      picture: "https://example.com/ada.png",
      publicMetadata: { plan: "gold" },
      privateMetadata: { risk: [1, 2] },
      unsafeMetadata: { theme: "dark" },
      identities: [{ providerId: "google", subject: userId, emailId }],
    };
    const answers = await imported(add(user), commit);
    expect(answers).toMatchObject([
      { faults: [], imported: 1n },
      { faults: [], imported: 1n },
    ]);

    const { user: found } = await client.getUser({ userId }, call);
    expect(found).toMatchObject({
      ...user,
      emails: [
        { emailId, address, isPrimary: true, isVerified: false },
        { address: `second.${address}`, isPrimary: false, isVerified: true },
      ],
    });
    expect(found?.emails[0]?.createTime && timestampDate(found.emails[0].createTime)).toEqual(
      new Date("2021-02-03T04:05:06.789Z"),
    );
    expect(found?.emails[1]?.createTime && timestampDate(found.emails[1].createTime)).toEqual(
      new Date(units.clock.now().getTime() + 1),
    );
    expect(await client.findUser({ identifier: { case: "email", value: address } }, call)).toEqual({
      ...(await client.findUser({ identifier: { case: "username", value: `Ada-${userId}` } }, call)),
      user: found,
    });
  });

  test("who says no time came when their batch did, so that a large import spreads over its time", async () => {
    const [first, second] = [somebody(), somebody()];
    let hear = () => {};
    const answer = new Promise<void>((resolve) => {
      hear = resolve;
    });
    async function* requests() {
      yield { step: add(first) };
      await answer;
      units.clock.advance(1_000);
      yield { step: add(second) };
      yield { step: commit };
    }
    for await (const _ of transfer.importUsers(requests(), call)) hear();
    const createTime = async ({ userId }: { userId: string }) =>
      (await client.getUser({ userId }, call)).user?.createTime;
    expect(await createTime(second)).toEqual(timestampFromDate(units.clock.now()));
    expect(await createTime(first)).toEqual(timestampFromDate(new Date(units.clock.now().getTime() - 1_000)));
  });

  test("one event tells of all of them", async () => {
    const before = await units.events("identity", UsersImportedSchema);
    await imported(add(somebody(), somebody()), add(somebody()), commit);
    const after = await units.events("identity", UsersImportedSchema);
    expect(after.slice(before.length)).toMatchObject([{ users: 3n, origin: { requestId: "request-1" } }]);
  });

  test("who has no name is listed only where everybody is", async () => {
    const nameless = somebody({ emails: [] });
    await imported(add(nameless, somebody()), commit);
    const userIds = [nameless.userId];
    expect((await client.listUsers({ userIds }, call)).users).toEqual([]);
    expect((await client.listUsers({ userIds, includeUnnamed: true }, call)).users).toHaveLength(1);
  });

  const onlyPostgresql = ({ skip }: TestContext) => skip(units.db.dialect !== "postgresql", "only PostgreSQL does so");

  test("an import is counted where no sign-up has to wait for it", async (context) => {
    onlyPostgresql(context);
    const apart = "SELECT COALESCE(SUM(users), 0) AS users FROM identity_tallies WHERE period = 'day' AND shard > 15";
    const counted = async () =>
      Number((await units.db.sql.query<{ users: bigint }>("test_apart", apart, []))[0]?.users);
    const before = await counted();
    await imported(add(somebody(), somebody()), commit);
    await newcomer();
    expect((await counted()) - before).toBe(2);
  });

  test("the database is told how many users there are after the first batch and at the end", async (context) => {
    onlyPostgresql(context);
    const many = Array.from({ length: 300 }, () => somebody());
    await imported(add(...many), commit);
    const figures = "SELECT reltuples::bigint AS users FROM pg_class WHERE oid = 'identity_users'::regclass";
    const known = async () => (await units.db.sql.query<{ users: bigint }>("test_figures", figures, []))[0]?.users;
    expect(await known()).toBeGreaterThanOrEqual(300n);
    // The first batch adds nobody, so that its figures do not know of the second.
    await imported(add(...many), add(...Array.from({ length: 300 }, () => somebody())), commit);
    expect(await known(), "and at its end").toBeGreaterThanOrEqual(600n);
  });

  test("without a commit nobody is there", async () => {
    const user = somebody();
    expect(await imported(add(user))).toMatchObject([{ faults: [], imported: 1n }]);
    expect(await isThere(user)).toBe(false);
  });

  test("what is in use is named, and the rest is added", async () => {
    const present = await newcomer();
    const [good, twin, last] = [somebody(), somebody(), somebody()];
    const [answer] = await imported(
      add(
        somebody({ userId: present.userId }),
        good,
        somebody({ emails: [{ address: present.address, isPrimary: true }] }),
        somebody({ emails: good.emails }),
        twin,
        { ...twin, emails: [{ address: freshAddress(), isPrimary: true }] },
        last,
      ),
      commit,
    );
    expect(answer?.imported).toBe(3n);
    const message = (index: number) => answer?.faults.find((fault) => fault.index === index)?.message;
    expect(message(0)).toBe(`the user id ${present.userId} is in use`);
    expect(message(2)).toBe(`the address "${present.address}" is in use`);
    expect(message(3)).toMatch(/^the address ".*" is in use$/);
    expect(message(5)).toBe(`the user id ${twin.userId} is in use`);
    expect(await Promise.all([good, twin, last].map(isThere))).toEqual([true, true, true]);
  });

  test("what is in use since an earlier batch is named as well", async () => {
    const [first, second] = [somebody({ username: { username: `twin-${uuidv4()}` } }), somebody()];
    const answers = await imported(add(first), add({ ...second, username: first.username }), commit);
    expect(answers[1]?.faults).toMatchObject([{ index: 0, message: expect.stringMatching(/^the username "twin-/) }]);
    expect([await isThere(first), await isThere(second)]).toEqual([true, false]);
  });

  test("who is dropped is not imported, and nobody else can be dropped", async () => {
    const present = await newcomer();
    const [early, between, late, stays] = [somebody(), somebody(), somebody(), somebody()];
    const drop = (...userIds: string[]): Step => ({ case: "drop", value: { userIds } });
    const answers = await imported(
      add(early),
      add(between),
      add(late, stays),
      drop(late.userId, late.userId, between.userId, early.userId, present.userId),
      commit,
    );
    expect(answers.at(-1)).toMatchObject({ imported: 2n });
    expect(await Promise.all([early, between, late, stays, present].map(isThere))).toEqual([
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  test.each<[string, NewUser, RegExp]>([
    ["an id that is none", { userId: "42" }, /user id must be a UUID/],
    ["two primary addresses", { emails: [primary(), primary()] }, /exactly one .* not 2/],
    ["no primary address", { emails: [{ address: freshAddress() }] }, /exactly one .* not 0/],
    ["an address that is none", { emails: [{ address: "ada", isPrimary: true }] }, /looks like name@host/],
    [
      "an address twice",
      { emails: [primary("a@b.example"), { address: "A@b.example" }] },
      /"a@b.example" is there twice/,
    ],
    ["a username of control characters", { username: { username: "a\u0001" } }, /username has at most/],
    ["a time before our calendar", { createTime: { seconds: -99_999_999_999n } }, /our calendar/],
    ["metadata that is too large", { publicMetadata: { a: "x".repeat(3000) } }, /must not exceed 3000/],
    ["a picture that is no picture", { picture: "javascript:alert(1)" }, /picture must be/],
    ["an identity without subject", { identities: [{ providerId: "google" }] }, /an identity needs/],
    [
      "an identity on another's address",
      { identities: [{ providerId: "g", subject: "s", emailId: uuidv4() }] },
      /hangs/,
    ],
  ])("%s is a fault", async (_, user, message) => {
    const good = somebody();
    const [answer] = await imported(add(somebody(user), good), commit);
    expect(answer).toMatchObject({ imported: 1n, faults: [{ index: 0, message: expect.stringMatching(message) }] });
    expect(await isThere(good)).toBe(true);
  });

  test("a batch has a bounded size", async () => {
    const call = imported(add(...Array.from({ length: 1001 }, () => somebody())));
    expect(await reasonFrom(call)).toBe("ARGUMENT_INVALID");
  });
});

function primary(address = freshAddress()) {
  return { address, isPrimary: true };
}
