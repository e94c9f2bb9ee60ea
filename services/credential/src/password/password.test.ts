import { create } from "@bufbuild/protobuf";
import { anyPack, anyUnpack } from "@bufbuild/protobuf/wkt";
import { PasswordChangedSchema, PasswordDeletedSchema } from "@signet/proto/credential/v1/credential_events";
import { PasswordContext } from "@signet/proto/credential/v1/password_service";
import { UserSchema } from "@signet/proto/identity/v1/user";
import { describe, expect, test } from "vitest";
import { about, freshId, onBothDatabases, outcomes, reasonFrom, times, worldOf } from "../test/worlds.ts";

const right = "correct horse battery";

await onBothDatabases("passwords", ({ units, passwords, credentials, devices, register, call }) => {
  const set = (userId: string, password: string, context = PasswordContext.PROFILE) =>
    passwords.setPassword({ userId, secret: { case: "password", value: password }, context }, call);
  const check = (userId: string, password: string) => passwords.checkPassword({ userId, password }, call);
  const changes = async (userId: string) => about(userId, await units.events("credential", PasswordChangedSchema));

  test("the right one tells everything the user has; any other is wrong", async () => {
    const userId = freshId();
    await register(userId);
    await set(userId, right);

    const { credentials: all } = await check(userId, right);
    expect(all).toEqual((await credentials.getUserCredentials({ userId }, call)).credentials);
    expect(all?.webauthnCredentials).toHaveLength(1);
    for (const wrong of ["", "Correct horse battery", `${right} `, "x".repeat(73), "x".repeat(100_000), "\0"]) {
      expect(await reasonFrom(check(userId, wrong))).toBe("PASSWORD_INVALID");
    }
  });

  test("nobody, and somebody without a password, have a wrong one", async () => {
    const userId = freshId();
    await register(userId);
    for (const who of [userId, freshId(), ""]) expect(await reasonFrom(check(who, right))).toBe("PASSWORD_INVALID");
  });

  test("setting one is told with its context and everything the user has by then", async () => {
    const userId = freshId();
    const passkey = await register(userId);
    const user = anyPack(UserSchema, create(UserSchema, { userId }));
    const secret = { case: "password", value: right } as const;
    const context = PasswordContext.RECOVERY;
    const { password, created } = await passwords.setPassword({ userId, secret, context, user }, call);

    expect(created).toBe(true);
    const [event] = await changes(userId);
    expect(event).toMatchObject({ context, created: true, origin: { requestId: "request-1" } });
    expect(event?.credentials?.password).toEqual(password);
    expect(event?.credentials?.webauthnCredentials).toMatchObject([{ credentialId: passkey.id }]);
    expect(event?.user && anyUnpack(event.user, UserSchema)?.userId).toBe(userId);
  });

  test("replacing one keeps its id and makes trusted devices strangers", async () => {
    const userId = freshId();
    const first = await set(userId, right);
    const { token } = await devices.trustDevice({ userId, deviceId: freshId() }, call);
    units.clock.advance(1_000);
    const second = await set(userId, "another horse, another battery");

    expect(second.created).toBe(false);
    expect(second.password?.passwordId).toBe(first.password?.passwordId);
    expect(second.password?.createTime).toEqual(first.password?.createTime);
    expect(second.password?.updateTime).not.toEqual(first.password?.updateTime);
    expect((await credentials.getUserCredentials({ userId }, call)).credentials?.password).toEqual(second.password);
    expect(await reasonFrom(check(userId, right))).toBe("PASSWORD_INVALID");
    expect((await devices.checkDevice({ userId, token }, call)).trusted).toBe(false);
    expect((await changes(userId)).map(({ created }) => created)).toEqual([true, false]);
  });

  test("a hash made earlier can be set, and setting it again changes nothing", async () => {
    const userId = freshId();
    const { passwordHash } = await passwords.hashPassword({ password: right }, call);
    const secret = { case: "passwordHash", value: passwordHash } as const;
    const first = await passwords.setPassword({ userId, secret }, call);
    const again = await passwords.setPassword({ userId, secret }, call);

    expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(first.created).toBe(true);
    expect(again.password).toEqual(first.password);
    expect(await changes(userId)).toHaveLength(1);
    await check(userId, right);
  });

  test("of many first passwords at once one creates it and one stays", async () => {
    const userId = freshId();
    const answers = await Promise.all(times(6, (index) => set(userId, `${right} ${index}`)));
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(answers.map(({ password }) => password?.passwordId)).size).toBe(1);
    expect(await outcomes(times(6, (index) => check(userId, `${right} ${index}`)))).toEqual({
      success: 1,
      PASSWORD_INVALID: 5,
    });
  });

  test("deleting one is told once and makes trusted devices strangers", async () => {
    const userId = freshId();
    await set(userId, right);
    const { token } = await devices.trustDevice({ userId, deviceId: freshId() }, call);
    await passwords.deletePassword({ userId }, call);
    await passwords.deletePassword({ userId }, call);

    expect(await reasonFrom(check(userId, right))).toBe("PASSWORD_INVALID");
    expect((await devices.checkDevice({ userId, token }, call)).trusted).toBe(false);
    expect(about(userId, await units.events("credential", PasswordDeletedSchema))).toHaveLength(1);
  });

  test("an imported hash is replaced at the next login, silently, by one of ours", async () => {
    const userId = freshId();
    const passwordHash = "$2b$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";
    await credentials.createUserCredentials({ userId, passwordHash }, call);
    expect(await reasonFrom(check(userId, "wrong"))).toBe("PASSWORD_INVALID");
    expect(await storedHash(userId)).toBe(passwordHash);
    await check(userId, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    expect(await storedHash(userId)).toMatch(/^\$argon2id\$/);
    await check(userId, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    expect(await changes(userId)).toEqual([]);
  });

  test("ids that are none are refused", async () => {
    for (const userId of ["", "mara", `${freshId()}\0`]) {
      expect(await reasonFrom(set(userId, right))).toBe("ARGUMENT_INVALID");
      expect(await reasonFrom(passwords.deletePassword({ userId }, call))).toBe("ARGUMENT_INVALID");
    }
    expect(await reasonFrom(check("mara", right))).toBe("ARGUMENT_INVALID");
  });

  async function storedHash(userId: string): Promise<string | undefined> {
    const rows = await units.db.sql.query<{ hash: string }>(
      "test_password_hash",
      "SELECT hash FROM credential_passwords WHERE user_id = $1",
      [userId],
    );
    return rows[0]?.hash;
  }
});

describe("which passwords are acceptable", async () => {
  const { passwords, call } = await worldOf({ settings: { password: { min_length: 8 } } });
  const cases: readonly (readonly [password: string, outcome: string | undefined])[] = [
    ["", "PASSWORD_TOO_SHORT"],
    ["1234567", "PASSWORD_TOO_SHORT"],
    ["12345678", undefined],
    ["🔑".repeat(7), "PASSWORD_TOO_SHORT"],
    ["🔑".repeat(8), undefined],
    ["x".repeat(72), undefined],
    ["x".repeat(73), "PASSWORD_TOO_LONG"],
    ["ä".repeat(37), "PASSWORD_TOO_LONG"],
  ];
  test.each(cases)("%s", async (value, outcome) => {
    expect(await reasonFrom(passwords.hashPassword({ password: value }, call))).toBe(outcome);
    const secret = { case: "password", value } as const;
    expect(await reasonFrom(passwords.setPassword({ userId: freshId(), secret }, call))).toBe(outcome);
  });

  test("operators may set short ones, but none that is too long", async () => {
    const set = (value: string) => {
      const secret = { case: "password", value } as const;
      return passwords.setPassword({ userId: freshId(), secret, context: PasswordContext.ADMIN }, call);
    };
    expect(await reasonFrom(set("abc"))).toBeUndefined();
    expect(await reasonFrom(set("x".repeat(73)))).toBe("PASSWORD_TOO_LONG");
  });

  test("a hash of an unknown kind, or none at all, is refused", async () => {
    const secret = { case: "passwordHash", value: "secret" } as const;
    expect(await reasonFrom(passwords.setPassword({ userId: freshId(), secret }, call))).toBe("ARGUMENT_INVALID");
    expect(await reasonFrom(passwords.setPassword({ userId: freshId() }, call))).toBe("ARGUMENT_INVALID");
  });
});

test("a wrong password takes as long for nobody as for somebody", async () => {
  const { passwords, call } = await worldOf();
  const userId = freshId();
  await passwords.setPassword({ userId, secret: { case: "password", value: right } }, call);
  const spentOn = async (who: string) => {
    const start = performance.now();
    await reasonFrom(passwords.checkPassword({ userId: who, password: "wrong horse" }, call));
    return performance.now() - start;
  };

  // In turn, so that a machine that is busy for a while holds up all of them alike.
  const spent: Record<"somebody" | "stranger" | "nobody", number[]> = { somebody: [], stranger: [], nobody: [] };
  for (const _ of times(25, String)) {
    spent.somebody.push(await spentOn(userId));
    spent.stranger.push(await spentOn(freshId()));
    spent.nobody.push(await spentOn(""));
  }
  const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[12] ?? 0;
  // A missing hash would save nearly all of the time.
  expect(median(spent.stranger)).toBeGreaterThan(median(spent.somebody) / 2);
  expect(median(spent.nobody)).toBeGreaterThan(median(spent.somebody) / 2);
});
