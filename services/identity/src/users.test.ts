import { create } from "@bufbuild/protobuf";
import { anyPack, anyUnpack, timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import { callFor, uuidv4 } from "@signet/kit";
import { UserCredentialsSchema } from "@signet/proto/credential/v1/credential";
import {
  EmailCreatedSchema,
  PrimaryEmailChangedSchema,
  UserCreatedSchema,
  UserDeletedSchema,
  UserUpdatedSchema,
} from "@signet/proto/identity/v1/identity_events";
import { expect, test } from "vitest";
import { about, freshAddress, onBothDatabases, reasonFrom } from "./test/worlds.ts";

const epoch = timestampFromDate(new Date(0));

await onBothDatabases("users", ({ units, client, call, newcomer }) => {
  test("a new user has normal addresses in the order given, and the first is primary", async () => {
    const [userId, first, second] = [uuidv4(), freshAddress(), freshAddress()];
    const emails = [
      { emailId: uuidv4(), address: ` ${first.toUpperCase()} `, isVerified: true },
      { emailId: uuidv4(), address: second },
    ];
    const { user } = await client.createUser({ userId, emails, username: `kim_${userId.slice(0, 8)}` }, call);

    expect(user?.emails.map(({ address, isPrimary, isVerified }) => [address, isPrimary, isVerified])).toEqual([
      [first, true, true],
      [second, false, false],
    ]);
    expect(user?.username?.username).toBe(`kim_${userId.slice(0, 8)}`);
    expect(timestampDate(user?.createTime ?? epoch)).toEqual(units.clock.now());
    expect((await client.getUser({ userId }, call)).user).toEqual(user);
  });

  test("a user who moves in keeps the time of creation", async () => {
    const createTime = timestampFromDate(new Date("2024-01-02T03:04:05.678Z"));
    const { user } = await client.createUser({ userId: uuidv4(), username: `u_${uuidv4()}`, createTime }, call);
    expect(user?.createTime).toEqual(createTime);
    expect(timestampDate(user?.updateTime ?? epoch)).toEqual(units.clock.now());

    const tooFar = { userId: uuidv4(), username: "far", createTime: timestampFromDate(new Date(8e15)) };
    expect(await reasonFrom(client.createUser(tooFar, call))).toBe("ARGUMENT_INVALID");
  });

  test("registration tells of the user and of nothing else, with the credentials as they came", async () => {
    const [userId, address] = [uuidv4(), freshAddress()];
    const credentials = anyPack(UserCredentialsSchema, create(UserCredentialsSchema, { userId }));
    const emails = [{ emailId: uuidv4(), address, isVerified: true, isPrimary: true }];
    const { user } = await client.createUser({ userId, emails, credentials }, call);

    const created = about(userId, await units.events("identity", UserCreatedSchema));
    expect(created).toMatchObject([{ user, origin: { requestId: "request-1" } }]);
    expect(created[0]?.credentials && anyUnpack(created[0].credentials, UserCredentialsSchema)?.userId).toBe(userId);
    expect(about(userId, await units.events("identity", EmailCreatedSchema))).toEqual([]);
    expect(about(userId, await units.events("identity", PrimaryEmailChangedSchema))).toEqual([]);
  });

  test("a repeated creation returns the same user and tells of it once", async () => {
    const email = { emailId: uuidv4(), address: freshAddress(), isPrimary: true };
    const request = { userId: uuidv4(), emails: [email], username: `kim_${uuidv4()}` };
    const answers = await Promise.all([1, 2, 3, 4].map(() => client.createUser(request, call)));
    const later = await client.createUser(request, call);

    for (const answer of answers) expect(answer).toEqual(later);
    expect(about(request.userId, await units.events("identity", UserCreatedSchema))).toHaveLength(1);
  });

  test("an address, a username and an id belong to one user, and a refusal leaves nothing behind", async () => {
    const { userId, address } = await newcomer();
    const username = `kim_${uuidv4()}`;
    await client.createUser({ userId: uuidv4(), username }, call);
    const free = { emailId: uuidv4(), address: freshAddress(), isPrimary: true };
    const taken = { emailId: uuidv4(), address: address.toUpperCase() };

    const reason = (request: Parameters<typeof client.createUser>[0]) => reasonFrom(client.createUser(request, call));
    expect(await reason({ userId: uuidv4(), emails: [free, taken] })).toBe("EMAIL_TAKEN");
    expect(await reason({ userId: uuidv4(), emails: [free], username })).toBe("USERNAME_TAKEN");
    expect(await reason({ userId, emails: [free] })).toBe("USER_ID_TAKEN");
    expect(await client.findUser({ identifier: { case: "email", value: free.address } }, call)).not.toHaveProperty(
      "user",
    );
  });

  test("of many parallel creations with one address exactly one succeeds", async () => {
    const address = freshAddress();
    const attempts = Array.from({ length: 24 }, () =>
      reasonFrom(
        client.createUser(
          { userId: uuidv4(), emails: [{ emailId: uuidv4(), address, isPrimary: true }], username: `u_${uuidv4()}` },
          call,
        ),
      ),
    );
    const reasons = await Promise.all(attempts);
    expect(reasons.filter((reason) => reason === undefined)).toHaveLength(1);
    expect(reasons.filter((reason) => reason === "EMAIL_TAKEN")).toHaveLength(23);
  });

  test.each([
    ["an id that is no UUID", { userId: "7" }, "ARGUMENT_INVALID"],
    ["an id in upper case", { userId: uuidv4().toUpperCase() }, "ARGUMENT_INVALID"],
    ["an address without a host", { emails: [{ emailId: uuidv4(), address: "kim" }] }, "EMAIL_INVALID"],
    [
      "an address with a line break",
      { emails: [{ emailId: uuidv4(), address: "a@b.example\r\nBcc: x@y.example" }] },
      "EMAIL_INVALID",
    ],
    [
      "an address that is too long",
      { emails: [{ emailId: uuidv4(), address: `${"a".repeat(250)}@b.example` }] },
      "EMAIL_INVALID",
    ],
    ["an address without an id", { emails: [{ address: "kim@example.com" }] }, "ARGUMENT_INVALID"],
    [
      "the same address twice",
      { emails: ["a@b.example", "A@b.example"].map((address) => ({ emailId: uuidv4(), address })) },
      "ARGUMENT_INVALID",
    ],
    [
      "two primary addresses",
      { emails: ["a@b.example", "b@b.example"].map((address) => ({ emailId: uuidv4(), address, isPrimary: true })) },
      "ARGUMENT_INVALID",
    ],
    ["a username with a null byte", { username: "kim\0" }, "USERNAME_INVALID"],
    ["a username that is too long", { username: "k".repeat(256) }, "USERNAME_INVALID"],
    ["a name with a null byte", { name: "Kim\0" }, "ARGUMENT_INVALID"],
    ["a picture that is a script", { picture: "javascript:alert(1)" }, "ARGUMENT_INVALID"],
  ])("refuses %s", async (_, faulty, reason) => {
    expect(await reasonFrom(client.createUser({ userId: uuidv4(), ...faulty }, call))).toBe(reason);
  });

  test("users are found by address and by username, whatever the case; unknown ones are no error", async () => {
    const { userId, address } = await newcomer();
    const username = `Kim.${uuidv4()}`;
    const other = await client.createUser({ userId: uuidv4(), username }, call);
    await client.setUsername({ userId, username: `LOWER_${userId.slice(0, 8)}` }, call);
    const find = async (kind: "email" | "username", value: string) =>
      (await client.findUser({ identifier: { case: kind, value } }, call)).user?.userId;

    expect(await find("email", address.toUpperCase())).toBe(userId);
    expect(await find("username", username)).toBe(other.user?.userId);
    expect(await find("username", `Lower_${userId.slice(0, 8)}`)).toBe(userId);
    expect(await find("email", freshAddress())).toBeUndefined();
    expect(await find("username", "")).toBeUndefined();
    expect(await find("email", "nobody\0@example.com")).toBeUndefined();
    expect(await reasonFrom(client.findUser({}, call))).toBe("ARGUMENT_INVALID");
  });

  test("a tenant sees its own users only", async () => {
    const { userId, address } = await newcomer();
    const elsewhere = callFor("11111111-2222-4333-8444-555555555555", {});
    const identifier = { case: "email", value: address } as const;

    expect(await reasonFrom(client.getUser({ userId }, elsewhere))).toBe("USER_NOT_FOUND");
    expect(await client.findUser({ identifier }, elsewhere)).not.toHaveProperty("user");
    await client.deleteUser({ userId }, elsewhere);
    expect((await client.getUser({ userId }, call)).user?.userId).toBe(userId);
    const same = { userId, emails: [{ emailId: uuidv4(), address, isPrimary: true }] };
    expect((await client.createUser(same, elsewhere)).user?.emails[0]?.address).toBe(address);
  });

  test("only the members in the mask change, and the time of update tells that something was sent", async () => {
    const { userId } = await newcomer();
    units.clock.advance(1_000);
    const said = { userId, name: " Kim Example ", givenName: "Kim", picture: "https://example.com/k.png?s=1" };
    const update = (paths: string[], user: object = said) =>
      client.updateUser({ user: { ...said, ...user }, updateMask: { paths } }, call);

    const { user } = await update(["name", "picture"]);
    expect(user).toMatchObject({ name: "Kim Example", givenName: "", picture: "https://example.com/k.png?s=1" });
    expect(timestampDate(user?.updateTime ?? epoch)).toEqual(units.clock.now());
    expect((await update(["name"], { name: "" })).user?.name).toBe("");
    expect((await update([], { name: "x" })).user?.name).toBe("");
    expect(about(userId, await units.events("identity", UserUpdatedSchema))).toHaveLength(2);
    expect(await reasonFrom(update(["user_id"]))).toBe("ARGUMENT_INVALID");
    expect(await reasonFrom(client.updateUser({ user: { userId: uuidv4() } }, call))).toBe("USER_NOT_FOUND");
  });

  test.each([
    "javascript:alert(1)",
    "https:///x",
    "https://kim@example.com/k.png",
    "https://@example.com/k.png",
    "ftp://example.com/k.png",
    "//example.com/k.png",
    "https://example.com/\u0000",
    `https://example.com/${"k".repeat(2048)}`,
  ])("refuses the picture %j", async (picture) => {
    const { userId } = await newcomer();
    const update = client.updateUser({ user: { userId, picture }, updateMask: { paths: ["picture"] } }, call);
    expect(await reasonFrom(update)).toBe("ARGUMENT_INVALID");
  });

  test("a deleted user is gone with everything, is told of once with the last state, and the address is free", async () => {
    const { userId, address } = await newcomer();
    const { user } = await client.setUsername({ userId, username: `gone_${userId.slice(0, 8)}` }, call);
    await Promise.all([client.deleteUser({ userId }, call), client.deleteUser({ userId }, call)]);
    await client.deleteUser({ userId: "no id at all" }, call);

    expect(await reasonFrom(client.getUser({ userId }, call))).toBe("USER_NOT_FOUND");
    expect(about(userId, await units.events("identity", UserDeletedSchema))).toMatchObject([{ user }]);
    await newcomer(address);
  });
});
