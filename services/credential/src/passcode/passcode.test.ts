import { timestampDate } from "@bufbuild/protobuf/wkt";
import { callFor } from "@signet/kit";
import { expect, test } from "vitest";
import { freshId, onBothDatabases, outcomes, reasonFrom, times, worldOf } from "../test/worlds.ts";
import { newCode } from "./passcode.ts";

await onBothDatabases("passcodes", ({ units, passcodes, call }) => {
  const make = async (passcodeId = freshId()) => {
    const { code } = await passcodes.createPasscode({ passcodeId, address: "mara@example.com" }, call);
    return { passcodeId, code, wrong: code === "111111" ? "222222" : "111111" };
  };
  const check = (passcodeId: string, code: string) => passcodes.checkPasscode({ passcodeId, code }, call);

  test("the right code proves the address, once", async () => {
    const { passcodeId, code } = await make();
    expect(await check(passcodeId, code)).toMatchObject({ address: "mara@example.com" });
    expect(await reasonFrom(check(passcodeId, code))).toBe("PASSCODE_INVALID");
  });

  test("the third wrong code was the last, and then the right one comes too late", async () => {
    const { passcodeId, code, wrong } = await make();
    expect(await reasonFrom(check(passcodeId, wrong))).toBe("PASSCODE_INVALID");
    expect(await reasonFrom(check(passcodeId, ""))).toBe("PASSCODE_INVALID");
    expect(await reasonFrom(check(passcodeId, wrong))).toBe("PASSCODE_ATTEMPTS_EXHAUSTED");
    expect(await reasonFrom(check(passcodeId, code))).toBe("PASSCODE_ATTEMPTS_EXHAUSTED");
    expect(await reasonFrom(check(passcodeId, wrong))).toBe("PASSCODE_ATTEMPTS_EXHAUSTED");
  });

  test("the right code counts after two wrong ones", async () => {
    const { passcodeId, code, wrong } = await make();
    for (const _ of times(2, String)) await reasonFrom(check(passcodeId, wrong));
    expect(await reasonFrom(check(passcodeId, code))).toBeUndefined();
  });

  test("of 64 at once with the right code one succeeds", async () => {
    const { passcodeId, code } = await make();
    const { success, ...rest } = await outcomes(times(64, () => check(passcodeId, code)));
    expect(success).toBe(1);
    expect(Object.keys(rest).toSorted()).not.toContain("UNSPECIFIED");
  });

  test("64 at once guess three times in all", async () => {
    const { passcodeId, code, wrong } = await make();
    const { PASSCODE_INVALID = 0, ...rest } = await outcomes(times(64, () => check(passcodeId, wrong)));
    // Who is told that attempts are left may learn that they are gone by now.
    expect(PASSCODE_INVALID).toBeLessThanOrEqual(2);
    expect(rest).toEqual({ PASSCODE_ATTEMPTS_EXHAUSTED: 64 - PASSCODE_INVALID });
    expect(await reasonFrom(check(passcodeId, code))).toBe("PASSCODE_ATTEMPTS_EXHAUSTED");
  });

  test("a code lives as long as the settings say, or as the caller does", async () => {
    const { passcodeId, code } = await make();
    const long = freshId();
    const ttl = { seconds: 600n, nanos: 0 };
    const { code: second, expireTime } = await passcodes.createPasscode(
      { passcodeId: long, address: "a@b.c", ttl },
      call,
    );
    expect(expireTime && timestampDate(expireTime).getTime() - units.clock.now().getTime()).toBe(600_000);

    units.clock.advance(300_000);
    expect(await reasonFrom(check(passcodeId, code))).toBe("PASSCODE_INVALID");
    expect(await reasonFrom(check(long, second))).toBeUndefined();
  });

  test("a code made again under the same id replaces the first and may be guessed at anew", async () => {
    const { passcodeId, code: first, wrong } = await make();
    for (const _ of times(3, String)) await reasonFrom(check(passcodeId, wrong));
    const { code: second } = await make(passcodeId);
    if (first !== second) expect(await reasonFrom(check(passcodeId, first))).toBe("PASSCODE_INVALID");
    expect(await reasonFrom(check(passcodeId, second))).toBeUndefined();
  });

  test("a code is right for its id and its tenant only", async () => {
    const [one, other] = [await make(), await make()];
    if (one.code !== other.code) expect(await reasonFrom(check(other.passcodeId, one.code))).toBe("PASSCODE_INVALID");
    const elsewhere = passcodes.checkPasscode(one, callFor(freshId(), {}));
    expect(await reasonFrom(elsewhere)).toBe("PASSCODE_INVALID");
    expect(await reasonFrom(check(freshId(), one.code))).toBe("PASSCODE_INVALID");
    expect(await reasonFrom(check(one.passcodeId, one.code))).toBeUndefined();
  });

  test("no code is stored as it is", async () => {
    const { passcodeId, code } = await make();
    const rows = await units.db.sql.query("test_passcode", "SELECT * FROM credential_passcodes WHERE id = $1", [
      passcodeId,
    ]);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(code);
  });

  test("arguments that are none are refused", async () => {
    const create = (request: Parameters<typeof passcodes.createPasscode>[0]) =>
      reasonFrom(passcodes.createPasscode({ passcodeId: freshId(), address: "a@b.c", ...request }, call));
    expect(await create({ passcodeId: "1" })).toBe("ARGUMENT_INVALID");
    expect(await create({ address: "a\0@b.c" })).toBe("ARGUMENT_INVALID");
    expect(await create({ ttl: { seconds: 0n, nanos: 0 } })).toBe("ARGUMENT_INVALID");
    expect(await create({ ttl: { seconds: -1n, nanos: 0 } })).toBe("ARGUMENT_INVALID");
    expect(await create({ ttl: { seconds: 315_576_000_000n, nanos: 0 } })).toBe("ARGUMENT_INVALID");
    expect(await reasonFrom(check("1", "123456"))).toBe("ARGUMENT_INVALID");
    expect(await reasonFrom(check(freshId(), "\0".repeat(100_000)))).toBe("PASSCODE_INVALID");
  });

  test("what has expired is swept away while the unit runs", async () => {
    const { passcodeId } = await make();
    units.clock.advance(2 * 24 * 3_600_000);
    const { passcodeId: young } = await make();
    const running = await units.composed.start();
    await running.stop();
    const rows = await units.db.sql.query<{ id: string }>("test_passcodes", "SELECT id FROM credential_passcodes", []);
    expect(rows.map(({ id }) => id)).toContain(young);
    expect(rows.map(({ id }) => id)).not.toContain(passcodeId);
  });
});

test.each([
  ["numeric", /^\d{6}$/],
  ["alphanumeric", /^[2-9A-HJ-NP-Za-km-z]{6}$/],
] as const)("%s codes are of their alphabet, and no two alike by more than chance", async (charset, pattern) => {
  const codes = times(1_000, () => newCode(charset));
  for (const code of codes) expect(code).toMatch(pattern);
  expect(new Set(codes).size).toBeGreaterThan(980);

  const { passcodes, call } = await worldOf({ settings: { email: { passcode_charset: charset } } });
  const { code } = await passcodes.createPasscode({ passcodeId: freshId(), address: "a@b.c" }, call);
  expect(code).toMatch(pattern);
});
