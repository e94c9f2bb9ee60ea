import { uuidv4 } from "@signet/kit";
import {
  EmailCreatedSchema,
  EmailDeletedSchema,
  EmailVerifiedSchema,
  PrimaryEmailChangedSchema,
} from "@signet/proto/identity/v1/identity_events";
import { expect, test } from "vitest";
import { about, freshAddress, onBothDatabases, reasonFrom } from "./test/worlds.ts";

await onBothDatabases("addresses", ({ units, client, call, newcomer }) => {
  /** What was told of a user's addresses, as kind and address. */
  async function told(userId: string): Promise<string[]> {
    const kinds = {
      created: EmailCreatedSchema,
      verified: EmailVerifiedSchema,
      deleted: EmailDeletedSchema,
      primary: PrimaryEmailChangedSchema,
    };
    const lists = Object.entries(kinds).map(async ([kind, schema]) => {
      const events = await units.events("identity", schema);
      return about(userId, events).map(({ address }) => `${kind} ${address}`);
    });
    return (await Promise.all(lists)).flat();
  }

  const primaries = (user: { emails: readonly { isPrimary: boolean; address: string }[] } | undefined) =>
    user?.emails.filter(({ isPrimary }) => isPrimary).map(({ address }) => address);

  test("a further address is not primary, is told of as created, and comes after the older ones", async () => {
    const { userId, address } = await newcomer();
    const email = { emailId: uuidv4(), address: freshAddress() };
    const { user } = await client.createEmail({ userId, email }, call);

    expect(user?.emails.map((each) => each.address)).toEqual([address, email.address]);
    expect(primaries(user)).toEqual([address]);
    expect(await told(userId)).toEqual([`created ${email.address}`]);
    expect((await client.getUser({ userId }, call)).user).toEqual(user);
  });

  test("the first address of a user is primary; a verified one is told of as verified too", async () => {
    const userId = uuidv4();
    await client.createUser({ userId, username: `kim_${userId.slice(0, 8)}` }, call);
    const email = { emailId: uuidv4(), address: freshAddress(), isVerified: true };
    const { user } = await client.createEmail({ userId, email }, call);

    expect(primaries(user)).toEqual([email.address]);
    expect(await told(userId)).toEqual([
      `created ${email.address}`,
      `verified ${email.address}`,
      `primary ${email.address}`,
    ]);
  });

  test("an address that is asked to be primary takes over from the present one", async () => {
    const { userId, address } = await newcomer();
    const email = { emailId: uuidv4(), address: freshAddress(), isPrimary: true };
    const { user } = await client.createEmail({ userId, email }, call);

    expect(primaries(user)).toEqual([email.address]);
    const [event] = about(userId, await units.events("identity", PrimaryEmailChangedSchema));
    expect(event).toMatchObject({ address: email.address, previousAddress: address });
  });

  test("adding the same address again returns the same and tells nothing", async () => {
    const { userId } = await newcomer();
    const email = { emailId: uuidv4(), address: freshAddress(), isVerified: true };
    const first = await client.createEmail({ userId, email, limit: 2 }, call);
    expect(await client.createEmail({ userId, email, limit: 2 }, call)).toEqual(first);
    expect(await told(userId)).toHaveLength(2);
  });

  test("an address belongs to one user, the limit holds, and unknown users get none", async () => {
    const [one, other] = [await newcomer(), await newcomer()];
    const add = (userId: string, address: string, limit = 0) =>
      reasonFrom(client.createEmail({ userId, email: { emailId: uuidv4(), address }, limit }, call));

    expect(await add(one.userId, other.address.toUpperCase())).toBe("EMAIL_TAKEN");
    expect(await add(one.userId, one.address)).toBe("EMAIL_TAKEN");
    expect(await add(one.userId, freshAddress(), 1)).toBe("EMAIL_LIMIT_REACHED");
    expect(await add(one.userId, "kim@localhost")).toBe("EMAIL_INVALID");
    expect(await add(uuidv4(), freshAddress())).toBe("USER_NOT_FOUND");
    expect(await reasonFrom(client.createEmail({ userId: one.userId }, call))).toBe("ARGUMENT_INVALID");
  });

  test("parallel additions keep the limit, one primary address and one owner", async () => {
    const userId = uuidv4();
    await client.createUser({ userId, username: `kim_${userId.slice(0, 8)}` }, call);
    const additions = Array.from({ length: 8 }, () =>
      reasonFrom(
        client.createEmail(
          { userId, email: { emailId: uuidv4(), address: freshAddress(), isPrimary: true }, limit: 3 },
          call,
        ),
      ),
    );
    expect((await Promise.all(additions)).filter((reason) => reason === "EMAIL_LIMIT_REACHED")).toHaveLength(5);
    const { user } = await client.getUser({ userId }, call);
    expect(user?.emails).toHaveLength(3);
    expect(primaries(user)).toHaveLength(1);

    const people = await Promise.all(Array.from({ length: 6 }, () => newcomer()));
    const wanted = freshAddress();
    const claims = people.map((person) =>
      reasonFrom(client.createEmail({ userId: person.userId, email: { emailId: uuidv4(), address: wanted } }, call)),
    );
    expect((await Promise.all(claims)).toSorted()).toEqual([...Array(5).fill("EMAIL_TAKEN"), undefined]);
  });

  test("an address is verified once", async () => {
    const { userId } = await newcomer();
    const email = { emailId: uuidv4(), address: freshAddress() };
    await client.createEmail({ userId, email }, call);
    const verify = (emailId: string) => client.verifyEmail({ userId, emailId }, call);

    const { user } = await verify(email.emailId);
    expect(user?.emails[1]).toMatchObject({ isVerified: true, isPrimary: false });
    expect(await verify(email.emailId)).toMatchObject({ user });
    expect(await told(userId)).toEqual([`created ${email.address}`, `verified ${email.address}`]);
    expect(await reasonFrom(verify(uuidv4()))).toBe("EMAIL_NOT_FOUND");
    expect(await reasonFrom(client.verifyEmail({ userId: uuidv4(), emailId: email.emailId }, call))).toBe(
      "USER_NOT_FOUND",
    );
  });

  test("another address becomes the primary one, and only then may the former be deleted", async () => {
    const { userId, emailId, address } = await newcomer();
    const second = { emailId: uuidv4(), address: freshAddress() };
    await client.createEmail({ userId, email: second }, call);
    const remove = (id: string) => client.deleteEmail({ userId, emailId: id }, call);

    expect(await reasonFrom(remove(emailId))).toBe("EMAIL_IS_PRIMARY");
    const { user } = await client.setPrimaryEmail({ userId, emailId: second.emailId }, call);
    expect(primaries(user)).toEqual([second.address]);
    expect(await client.setPrimaryEmail({ userId, emailId: second.emailId }, call)).toMatchObject({ user });
    expect((await remove(emailId)).user?.emails.map((each) => each.address)).toEqual([second.address]);
    expect(await told(userId)).toEqual([
      `created ${second.address}`,
      `deleted ${address}`,
      `primary ${second.address}`,
    ]);

    expect(await reasonFrom(remove(emailId))).toBe("EMAIL_NOT_FOUND");
    expect((await remove(second.emailId)).user?.emails).toEqual([]);
    await newcomer(address);
  });
});
