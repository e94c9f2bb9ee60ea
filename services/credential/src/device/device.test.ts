import { timestampDate } from "@bufbuild/protobuf/wkt";
import { callFor } from "@signet/kit";
import { expect, test } from "vitest";
import { freshId, onBothDatabases, reasonFrom } from "../test/worlds.ts";

await onBothDatabases("trusted devices", ({ units, devices, call }) => {
  const trust = (userId: string, deviceId = freshId()) => devices.trustDevice({ userId, deviceId }, call);
  const isTrusted = async (userId: string, token: string) =>
    (await devices.checkDevice({ userId, token }, call)).trusted;

  test("a device is trusted by its token, for one user of one tenant", async () => {
    const userId = freshId();
    const { token } = await trust(userId);
    expect(token).toMatch(/^[A-Za-z0-9_-]{86}==$/);
    expect(await isTrusted(userId, token)).toBe(true);
    expect(await isTrusted(freshId(), token)).toBe(false);
    expect((await devices.checkDevice({ userId, token }, callFor(freshId(), {}))).trusted).toBe(false);
    for (const wrong of ["", "\0", token.slice(0, -2), "x".repeat(100_000)])
      expect(await isTrusted(userId, wrong)).toBe(false);
  });

  test("trust ends when the settings say", async () => {
    const userId = freshId();
    const { token, expireTime } = await trust(userId);
    expect(expireTime && timestampDate(expireTime).getTime() - units.clock.now().getTime()).toBe(720 * 3_600_000);
    units.clock.advance(720 * 3_600_000 - 1);
    expect(await isTrusted(userId, token)).toBe(true);
    units.clock.advance(1);
    expect(await isTrusted(userId, token)).toBe(false);
  });

  test("trusting a device again gives it a new token in place of the first", async () => {
    const [userId, deviceId] = [freshId(), freshId()];
    const [first, second] = [await trust(userId, deviceId), await trust(userId, deviceId)];
    expect(await isTrusted(userId, first.token)).toBe(false);
    expect(await isTrusted(userId, second.token)).toBe(true);
  });

  test("all devices of a user are forgotten together, and nobody else's", async () => {
    const [userId, other] = [freshId(), freshId()];
    const tokens = [await trust(userId), await trust(userId)].map(({ token }) => token);
    const { token: others } = await trust(other);
    await devices.deleteDevices({ userId }, call);
    for (const token of tokens) expect(await isTrusted(userId, token)).toBe(false);
    expect(await isTrusted(other, others)).toBe(true);
  });

  test("no token is stored as it is", async () => {
    const userId = freshId();
    const { token } = await trust(userId);
    const rows = await units.db.sql.query("test_device", "SELECT * FROM credential_devices WHERE user_id = $1", [
      userId,
    ]);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(token.slice(0, 20));
  });

  test("ids that are none are refused", async () => {
    expect(await reasonFrom(trust("mara"))).toBe("ARGUMENT_INVALID");
    expect(await reasonFrom(trust(freshId(), "laptop"))).toBe("ARGUMENT_INVALID");
    expect(await reasonFrom(devices.checkDevice({ userId: "", token: "x" }, call))).toBe("ARGUMENT_INVALID");
    expect(await reasonFrom(devices.deleteDevices({ userId: "\0" }, call))).toBe("ARGUMENT_INVALID");
  });
});
