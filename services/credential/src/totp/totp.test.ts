import { callFor } from "@signet/kit";
import { TotpCreatedSchema, TotpDeletedSchema } from "@signet/proto/credential/v1/credential_events";
import { totp as codeAt } from "@signet/testkit";
import { describe, expect, test } from "vitest";
import { about, freshId, onBothDatabases, outcomes, reasonFrom, times, worldOf } from "../test/worlds.ts";
import { otpauthUri } from "./totp.ts";

await onBothDatabases("authenticator apps", ({ units, totp, credentials, devices, call }) => {
  const code = (secret: string, offset = 0) => codeAt(secret, { at: units.clock.now(), offset });
  const enrol = async (userId = freshId()) => {
    const { secret } = await totp.createTotpSecret({ account: "mara@example.com" }, call);
    const answer = await totp.verifyTotpEnrolment({ userId, secret, code: code(secret), store: true }, call);
    return { userId, secret, ...answer };
  };
  const check = (userId: string, given: string) => totp.checkTotp({ userId, code: given }, call);
  const isSetUp = async (userId: string) =>
    (await credentials.getUserCredentials({ userId }, call)).credentials?.totp !== undefined;

  test("an app is set up with a code it shows, and told of once", async () => {
    const { userId, totp: made } = await enrol();
    expect((await credentials.getUserCredentials({ userId }, call)).credentials?.totp).toEqual(made);
    const events = about(userId, await units.events("credential", TotpCreatedSchema));
    expect(events).toMatchObject([{ totpId: made?.totpId, origin: { requestId: "request-1" } }]);
  });

  test("setting up again with the same secret changes nothing; another secret takes its place", async () => {
    const { userId, secret, totp: first } = await enrol();
    const again = await totp.verifyTotpEnrolment({ userId, secret, code: code(secret), store: true }, call);
    expect(again.totp).toEqual(first);

    const { secret: second } = await enrol(userId);
    units.clock.advance(60_000);
    expect(await reasonFrom(check(userId, code(secret)))).toBe("TOTP_INVALID");
    expect(await reasonFrom(check(userId, code(second)))).toBeUndefined();
    expect(about(userId, await units.events("credential", TotpCreatedSchema))).toHaveLength(2);
  });

  test("a wrong code sets nothing up", async () => {
    const userId = freshId();
    const { secret } = await totp.createTotpSecret({ account: "mara" }, call);
    for (const wrong of ["", "1", "12345", "1234567", "abcdef", "００００００", code(secret, 2), code(secret, -2)]) {
      const attempt = totp.verifyTotpEnrolment({ userId, secret, code: wrong, store: true }, call);
      expect(await reasonFrom(attempt)).toBe("TOTP_INVALID");
    }
    expect(await isSetUp(userId)).toBe(false);
  });

  test("one step of drift either way is forgiven, and every step counts once", async () => {
    const { userId, secret } = await enrol();
    expect(await reasonFrom(check(userId, code(secret)))).toBe("TOTP_ALREADY_USED");
    units.clock.advance(90_000);
    expect(await reasonFrom(check(userId, code(secret, -2)))).toBe("TOTP_INVALID");
    expect(await reasonFrom(check(userId, code(secret, 2)))).toBe("TOTP_INVALID");
    for (const offset of [-1, 0, 1]) {
      expect(await reasonFrom(check(userId, code(secret, offset)))).toBeUndefined();
      expect(await reasonFrom(check(userId, code(secret, offset)))).toBe("TOTP_ALREADY_USED");
    }
  });

  test("of 64 at once with one code one succeeds", async () => {
    const { userId, secret } = await enrol();
    units.clock.advance(60_000);
    const answers = await outcomes(times(64, () => check(userId, code(secret))));
    expect(answers).toEqual({ success: 1, TOTP_ALREADY_USED: 63 });
  });

  test("a code of any length but six is only wrong", async () => {
    const { userId } = await enrol();
    for (const wrong of ["", "1", "\0", "1".repeat(100_000), "12 456"]) {
      expect(await reasonFrom(check(userId, wrong))).toBe("TOTP_INVALID");
    }
  });

  test("a secret verified without storing serves the end of a registration, its step used", async () => {
    const userId = freshId();
    const { secret } = await totp.createTotpSecret({ account: "mara" }, call);
    const { sealedSecret, step } = await totp.verifyTotpEnrolment({ userId, secret, code: code(secret) }, call);
    expect(await isSetUp(userId)).toBe(false);
    expect(sealedSecret).not.toContain(secret);

    await credentials.createUserCredentials({ userId, sealedTotpSecret: sealedSecret, totpStep: step }, call);
    expect(await isSetUp(userId)).toBe(true);
    expect(await reasonFrom(check(userId, code(secret)))).toBe("TOTP_ALREADY_USED");
    units.clock.advance(60_000);
    expect(await reasonFrom(check(userId, code(secret)))).toBeUndefined();
  });

  test("an app is set up and removed for one user of one tenant; then devices are strangers", async () => {
    const { userId, secret } = await enrol();
    const { token } = await devices.trustDevice({ userId, deviceId: freshId() }, call);
    units.clock.advance(60_000);
    expect(await reasonFrom(check(freshId(), code(secret)))).toBe("TOTP_NOT_FOUND");
    const elsewhere = totp.checkTotp({ userId, code: code(secret) }, callFor(freshId(), {}));
    expect(await reasonFrom(elsewhere)).toBe("TOTP_NOT_FOUND");

    await totp.createRecoveryCodes({ userId }, call);
    await totp.deleteTotp({ userId }, call);
    await totp.deleteTotp({ userId }, call);
    expect(await reasonFrom(check(userId, code(secret)))).toBe("TOTP_NOT_FOUND");
    expect((await credentials.getUserCredentials({ userId }, call)).credentials?.recoveryCodesLeft).toBe(0);
    expect((await devices.checkDevice({ userId, token }, call)).trusted).toBe(false);
    expect(about(userId, await units.events("credential", TotpDeletedSchema))).toHaveLength(1);
  });

  test("the secret is not stored as it is", async () => {
    const { userId, secret } = await enrol();
    const rows = await units.db.sql.query("test_totp", "SELECT * FROM credential_totps WHERE user_id = $1", [userId]);
    expect(rows).toHaveLength(1);
    expect(
      Object.values(rows[0] ?? {})
        .map(String)
        .join(),
    ).not.toContain(secret);
  });
});

await onBothDatabases("recovery codes", ({ totp, credentials, register, call, units }) => {
  const check = (userId: string, code: string) => totp.checkRecoveryCode({ userId, code }, call);

  test("there are ten, each good for one use, however it is typed", async () => {
    const userId = freshId();
    const { codes } = await totp.createRecoveryCodes({ userId }, call);
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[2-9a-hjkmnp-z]{5}-[2-9a-hjkmnp-z]{5}$/);

    const [first = "", second = ""] = codes;
    expect(await check(userId, ` ${first.toUpperCase().replace("-", " ")}`)).toMatchObject({ codesLeft: 9 });
    expect(await reasonFrom(check(userId, first))).toBe("RECOVERY_CODE_INVALID");
    expect(await check(userId, second.replace("-", ""))).toMatchObject({ codesLeft: 8 });
    expect((await credentials.getUserCredentials({ userId }, call)).credentials?.recoveryCodesLeft).toBe(8);
  });

  test("of 64 at once with one code one succeeds", async () => {
    const userId = freshId();
    const { codes } = await totp.createRecoveryCodes({ userId }, call);
    const answers = await outcomes(times(64, () => check(userId, codes[0] ?? "")));
    expect(answers).toEqual({ success: 1, RECOVERY_CODE_INVALID: 63 });
  });

  test("new ones take the place of the old, and belong to one user", async () => {
    const [userId, other] = [freshId(), freshId()];
    const { codes: old } = await totp.createRecoveryCodes({ userId }, call);
    const { codes } = await totp.createRecoveryCodes({ userId }, call);
    expect(await reasonFrom(check(userId, old[0] ?? ""))).toBe("RECOVERY_CODE_INVALID");
    expect(await reasonFrom(check(other, codes[0] ?? ""))).toBe("RECOVERY_CODE_INVALID");
    for (const wrong of ["", "\0", "-", "x".repeat(100_000), "aaaaa-aaaa1"]) {
      expect(await reasonFrom(check(userId, wrong))).toBe("RECOVERY_CODE_INVALID");
    }
    expect(await check(userId, codes[0] ?? "")).toMatchObject({ codesLeft: 9 });
  });

  test("they stay while another factor is there", async () => {
    const userId = freshId();
    await register(userId, { use: 2 });
    await totp.createRecoveryCodes({ userId }, call);
    const { secret } = await totp.createTotpSecret({ account: "mara" }, call);
    const code = codeAt(secret, { at: units.clock.now() });
    await totp.verifyTotpEnrolment({ userId, secret, code, store: true }, call);
    await totp.deleteTotp({ userId }, call);
    expect((await credentials.getUserCredentials({ userId }, call)).credentials?.recoveryCodesLeft).toBe(10);
  });
});

describe("what authenticator apps are shown", async () => {
  const { totp, call } = await worldOf({ settings: { service: { name: "Mara & Söhne" } } });

  test("a secret of 160 bits with its picture, and the same picture for the same secret", async () => {
    const { secret, imageSource } = await totp.createTotpSecret({ account: "mara@example.com" }, call);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const again = await totp.createTotpSecret({ account: "mara@example.com", secret }, call);
    expect(again).toMatchObject({ secret, imageSource });
    expect((await totp.createTotpSecret({ account: "mara@example.com" }, call)).secret).not.toBe(secret);
  });

  test("the picture is a PNG of 200 by 200", async () => {
    const { imageSource } = await totp.createTotpSecret({ account: "x".repeat(200) }, call);
    const png = Buffer.from(imageSource.slice("data:image/png;base64,".length), "base64");
    expect(png.toString("latin1", 1, 4)).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([200, 200]);
  });

  test("the address says what apps expect, escaped", () => {
    const uri = otpauthUri("JBSWY3DPEHPK3PXP", { issuer: "Mara & Söhne", account: "mara@example.com" });
    expect(uri).toBe(
      "otpauth://totp/Mara%20%26%20S%C3%B6hne:mara@example.com?algorithm=SHA1&digits=6&issuer=Mara%20%26%20S%C3%B6hne&period=30&secret=JBSWY3DPEHPK3PXP",
    );
  });

  test("a secret that is none is refused", async () => {
    for (const secret of ["short", "JBSWY3DPEHPK3PX!", "A".repeat(200)]) {
      expect(await reasonFrom(totp.createTotpSecret({ account: "mara", secret }, call))).toBe("ARGUMENT_INVALID");
      const enrolment = totp.verifyTotpEnrolment({ userId: freshId(), secret, code: "123456" }, call);
      expect(await reasonFrom(enrolment)).toBe("ARGUMENT_INVALID");
    }
  });
});
