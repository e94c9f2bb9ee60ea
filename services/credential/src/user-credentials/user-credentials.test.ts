import { create } from "@bufbuild/protobuf";
import { callFor, outboxRow, SINGLE_TENANT } from "@signet/kit";
import type { WebauthnCredential } from "@signet/proto/credential/v1/credential";
import {
  PasswordChangedSchema,
  TotpCreatedSchema,
  WebauthnCredentialCreatedSchema,
} from "@signet/proto/credential/v1/credential_events";
import { UserDeletedSchema } from "@signet/proto/identity/v1/identity_events";
import { UserSchema } from "@signet/proto/identity/v1/user";
import { totp as codeAt, createPasskey } from "@signet/testkit";
import { expect, test } from "vitest";
import { about, altered, freshId, onBothDatabases, outcomes, reasonFrom, times, type World } from "../test/worlds.ts";

await onBothDatabases("the credentials of a user", (world) => {
  const { units, credentials, passwords, devices, totp, register, signIn, call } = world;
  const of = async (userId: string) => (await credentials.getUserCredentials({ userId }, call)).credentials;

  test("somebody unknown has none", async () => {
    const userId = freshId();
    expect(await of(userId)).toMatchObject({ userId, webauthnCredentials: [], recoveryCodesLeft: 0 });
    expect(await reasonFrom(credentials.getUserCredentials({ userId: "mara" }, call))).toBe("ARGUMENT_INVALID");
  });

  test("come oldest first, with the time of each", async () => {
    const userId = freshId();
    const ids: string[] = [];
    for (const _ of times(3, String)) {
      ids.push((await register(userId)).id);
      units.clock.advance(1);
    }
    expect((await of(userId))?.webauthnCredentials.map(({ credentialId }) => credentialId)).toEqual(ids);
  });

  test("that a registration collected are stored together, work at once, and have no event of their own", async () => {
    const userId = freshId();
    const collected = await collect(world, userId);
    const { credentials: stored } = await credentials.createUserCredentials(collected.request, call);

    expect(stored).toEqual(await of(userId));
    expect(stored?.webauthnCredentials).toEqual(collected.request.webauthnCredentials);
    await signIn(collected.passkey);
    await passwords.checkPassword({ userId, password: "correct horse" }, call);
    units.clock.advance(60_000);
    await totp.checkTotp({ userId, code: codeAt(collected.secret, { at: units.clock.now() }) }, call);
    for (const schema of [PasswordChangedSchema, TotpCreatedSchema, WebauthnCredentialCreatedSchema]) {
      expect(about(userId, await units.events("credential", schema))).toEqual([]);
    }
  });

  test("are the same when stored again, also many times at once", async () => {
    const userId = freshId();
    const { request } = await collect(world, userId);
    const calls = times(8, () => credentials.createUserCredentials(request, call));
    expect(await outcomes(calls)).toEqual({ success: 8 });
    const [first, ...rest] = await Promise.all(calls);
    for (const answer of rest) expect(answer).toEqual(first);
  });

  test("are stored together or not at all", async () => {
    const { request: taken } = await collect(world, freshId());
    await credentials.createUserCredentials(taken, call);

    const userId = freshId();
    const { request } = await collect(world, userId);
    const stolen = taken.webauthnCredentials.map((each) => altered(each, { userId }));
    const attempt = credentials.createUserCredentials({ ...request, webauthnCredentials: stolen }, call);
    expect(await reasonFrom(attempt)).toBe("WEBAUTHN_CREDENTIAL_TAKEN");
    expect(await of(userId)).toMatchObject({ webauthnCredentials: [] });
    expect((await of(userId))?.password).toBeUndefined();
  });

  test("of somebody else, or that are none, are refused", async () => {
    const userId = freshId();
    const { request } = await collect(world, userId);
    const foreign = request.webauthnCredentials.map((each) => altered(each, { userId: freshId() }));
    for (const fault of [{ webauthnCredentials: foreign }, { passwordHash: "secret" }, { userId: "mara" }]) {
      const attempt = credentials.createUserCredentials({ ...request, ...fault }, call);
      expect(await reasonFrom(attempt)).toBe("ARGUMENT_INVALID");
    }
    await credentials.createUserCredentials({ userId }, call);
    expect(await of(userId)).toMatchObject({ webauthnCredentials: [] });
  });

  test("are gone at once when deleted, in one tenant only", async () => {
    const [userId, other] = [freshId(), freshId()];
    const { request, passkey } = await collect(world, userId);
    await credentials.createUserCredentials(request, call);
    await totp.createRecoveryCodes({ userId }, call);
    const { token } = await devices.trustDevice({ userId, deviceId: freshId() }, call);
    await register(other);

    await credentials.deleteUserCredentials({ userId }, callFor(freshId(), {}));
    expect((await of(userId))?.recoveryCodesLeft).toBe(10);
    await credentials.deleteUserCredentials({ userId }, call);
    await credentials.deleteUserCredentials({ userId }, call);
    expect(await of(userId)).toMatchObject({ webauthnCredentials: [], recoveryCodesLeft: 0 });
    expect((await devices.checkDevice({ userId, token }, call)).trusted).toBe(false);
    expect(await reasonFrom(signIn(passkey))).toBe("WEBAUTHN_VERIFICATION_FAILED");
    expect((await of(other))?.webauthnCredentials).toHaveLength(1);
  });

  test("go with a user who is deleted elsewhere; what the same id got later stays", async () => {
    const userId = freshId();
    await register(userId);
    const user = create(UserSchema, { userId });
    const event = outboxRow(UserDeletedSchema, SINGLE_TENANT, { user }, units.clock.now());
    units.clock.advance(1_000);
    const later = await register(userId);

    const running = await units.composed.start();
    for (const _ of times(2, String)) await units.bus.publish({ ...event, createTime: event.createdAt });
    await running.stop();
    expect((await of(userId))?.webauthnCredentials).toMatchObject([{ credentialId: later.id }]);
  });
});

/** What a registration collects before there is a user: a passkey, a password and an authenticator app. */
async function collect({ webauthn, passwords, totp, units, call }: World, userId: string) {
  const { optionsJson, ceremony } = await webauthn.createRegistrationOptions({ userId }, call);
  const passkey = createPasskey();
  const responseJson = JSON.stringify(passkey.create(JSON.parse(optionsJson)));
  const { credential } = await webauthn.verifyRegistration({ responseJson, ceremony }, call);
  const { passwordHash } = await passwords.hashPassword({ password: "correct horse" }, call);
  const { secret } = await totp.createTotpSecret({ account: "mara" }, call);
  const code = codeAt(secret, { at: units.clock.now() });
  const { sealedSecret, step } = await totp.verifyTotpEnrolment({ userId, secret, code }, call);
  const webauthnCredentials: WebauthnCredential[] = [altered(credential, {})];
  const request = { userId, webauthnCredentials, passwordHash, sealedTotpSecret: sealedSecret, totpStep: step };
  return { request, passkey, secret };
}
