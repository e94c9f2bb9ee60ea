import type { MessageInitShape } from "@bufbuild/protobuf";
import { hashSync as bcrypt } from "@node-rs/bcrypt";
import { WebauthnUse } from "@signet/proto/credential/v1/credential";
import {
  CredentialTransferService,
  type ImportCredentialsRequestSchema,
  type ImportCredentialsResponse,
  type SecretCredentials,
  type SecretCredentialsSchema,
} from "@signet/proto/credential/v1/credential_transfer_service";
import { totp as codeOf } from "@signet/testkit";
import { expect, test } from "vitest";
import { freshId, onBothDatabases, reasonFrom } from "../test/worlds.ts";

type Step = NonNullable<MessageInitShape<typeof ImportCredentialsRequestSchema>["step"]>;
type Secrets = Exclude<MessageInitShape<typeof SecretCredentialsSchema>, SecretCredentials>;

const PASSWORD = "correct horse battery staple";
const HASH = bcrypt(PASSWORD, { cost: 4 });
const SECRET = "JBSWY3DPEHPK3PXP";

const add = (...credentials: Secrets[]): Step => ({ case: "add", value: { credentials } });
const commit: Step = { case: "commit", value: {} };

await onBothDatabases("credentials that move", (world) => {
  const { units, call, passwords, totp, credentials } = world;
  const transfer = units.client(CredentialTransferService);

  /** Sends the steps and gives the answers. */
  async function imported(...steps: Step[]): Promise<ImportCredentialsResponse[]> {
    async function* requests() {
      for (const step of steps) yield { step };
    }
    const answers: ImportCredentialsResponse[] = [];
    for await (const answer of transfer.importCredentials(requests(), call)) answers.push(answer);
    return answers;
  }

  async function exported(...userIds: string[]): Promise<SecretCredentials[]> {
    return (await transfer.exportCredentials({ userIds }, call)).credentials;
  }

  /** A key that somebody registered here, taken away so that it can move in again. */
  async function movedKey(userId: string, use = WebauthnUse.PASSKEY) {
    const passkey = await world.register(userId, { use });
    const [secrets] = await exported(userId);
    await credentials.deleteUserCredentials({ userId }, call);
    return { passkey, keys: secrets?.webauthnCredentials ?? [] };
  }

  test("what was imported signs in: passkey, password and authenticator app", async () => {
    const userId = freshId();
    const { passkey, keys } = await movedKey(userId);
    const moving = { userId, webauthnCredentials: keys, password: { hash: HASH }, totp: { secret: SECRET } };
    expect(await imported(add(moving), commit)).toMatchObject([{ faults: [], imported: 1n }, {}]);

    expect(await world.signIn(passkey)).toMatchObject({ credentials: { userId } });
    expect(await passwords.checkPassword({ userId, password: PASSWORD }, call)).toMatchObject({
      credentials: { userId },
    });
    await totp.checkTotp({ userId, code: codeOf(SECRET, { at: units.clock.now() }) }, call);
  });

  test("an imported hash becomes argon2id at the first login", async () => {
    const userId = freshId();
    await imported(add({ userId, password: { hash: HASH } }), commit);
    expect(await reasonFrom(passwords.checkPassword({ userId, password: "wrong" }, call))).toBe("PASSWORD_INVALID");
    expect((await exported(userId))[0]?.password?.hash).toBe(HASH);
    await passwords.checkPassword({ userId, password: PASSWORD }, call);
    expect((await exported(userId))[0]?.password?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await passwords.checkPassword({ userId, password: PASSWORD }, call);
  });

  test("what goes out comes in again as it was", async () => {
    const [one, two, nobody] = [freshId(), freshId(), freshId()];
    const { keys } = await movedKey(one);
    const time = { seconds: 1_600_000_000n, nanos: 123_000_000 };
    await imported(
      add(
        {
          userId: one,
          webauthnCredentials: keys.map((key) => ({
            ...key,
            userHandle: "b3RoZXI",
            signCount: 4_000_000_000,
            name: "ä🔑",
          })),
          password: { passwordId: freshId(), hash: HASH, createTime: time, updateTime: time },
        },
        { userId: two, totp: { totpId: freshId(), secret: SECRET, lastStep: 123n, createTime: time } },
      ),
      commit,
    );
    const out = await exported(two, nobody, one);
    expect(out.map(({ userId }) => userId)).toEqual([two, one]);
    expect(out).toMatchObject([
      { totp: { secret: SECRET, lastStep: 123n, createTime: time } },
      { webauthnCredentials: [{ userHandle: "b3RoZXI", signCount: 4_000_000_000 }], password: { hash: HASH } },
    ]);

    for (const userId of [one, two]) await credentials.deleteUserCredentials({ userId }, call);
    expect(await exported(one, two)).toEqual([]);
    await imported(add(...out.map((each): Secrets => ({ ...each, $typeName: undefined }))), commit);
    expect(await exported(two, one)).toEqual(out);
  });

  test("the database is told how many credentials there are", async (context) => {
    context.skip(units.db.dialect !== "postgresql", "only PostgreSQL does so");
    const many = Array.from({ length: 300 }, () => ({ userId: freshId(), password: { hash: HASH } }));
    await imported(add(...many), commit);
    const figures = "SELECT reltuples::bigint AS rows FROM pg_class WHERE oid = 'credential_passwords'::regclass";
    const [known] = await units.db.sql.query<{ rows: bigint }>("test_figures", figures, []);
    expect(known?.rows).toBeGreaterThanOrEqual(300n);
  });

  test("without a commit nothing is there", async () => {
    const userId = freshId();
    await imported(add({ userId, password: { hash: HASH } }));
    expect(await exported(userId)).toEqual([]);
  });

  test("what is in use is named, and nobody's own credentials are touched", async () => {
    const [owner, thief, good] = [freshId(), freshId(), freshId()];
    await world.register(owner);
    await passwords.setPassword({ userId: owner, secret: { case: "password", value: PASSWORD } }, call);
    const before = await exported(owner);
    const [key] = before[0]?.webauthnCredentials ?? [];
    const [answer] = await imported(
      add(
        { userId: thief, webauthnCredentials: key ? [key] : [], totp: { secret: SECRET } },
        { userId: owner, password: { hash: HASH } },
        { userId: good, password: { hash: HASH } },
      ),
      { case: "drop", value: { userIds: [owner, thief] } },
      commit,
    );
    expect(answer).toMatchObject({
      imported: 1n,
      faults: [
        { index: 0, message: `the WebAuthn credential ${key?.credentialId} is in use` },
        { index: 1, message: `the place for a password of user ${owner} is in use` },
      ],
    });
    expect(await exported(owner)).toEqual(before);
    expect(await exported(thief)).toEqual([]);
    expect(await exported(good)).toHaveLength(1);
  });

  test("who is dropped has nothing", async () => {
    const [gone, stays] = [freshId(), freshId()];
    const both = [gone, stays].map((userId) => ({ userId, password: { hash: HASH }, totp: { secret: SECRET } }));
    await imported(add(...both), { case: "drop", value: { userIds: [gone] } }, commit);
    expect((await exported(gone, stays)).map(({ userId }) => userId)).toEqual([stays]);
  });

  const key = { credentialId: "q83vEjRWeJA", attestationType: "none" };
  test.each<[string, Secrets, RegExp]>([
    ["a password in clear text", { password: { hash: PASSWORD } }, /hash of a known kind/],
    ["a hash that nobody should have to compute", { password: { hash: `$2b$31$${HASH.slice(7)}` } }, /bearable costs/],
    ["a TOTP secret that is none", { totp: { secret: "0189" } }, /Base32/],
    ["a key that cannot verify", { webauthnCredentials: [{ ...key, publicKey: "pQECAyYgASFYIA" }] }, /COSE_Key/],
    ["a credential id that is none", { webauthnCredentials: [{ ...key, credentialId: "a+b/" }] }, /base64url/],
  ])("%s is a fault", async (_, secrets, message) => {
    const good = { userId: freshId(), password: { hash: HASH } };
    const [answer] = await imported(add({ userId: freshId(), ...secrets }, good), commit);
    expect(answer).toMatchObject({ imported: 1n, faults: [{ index: 0, message: expect.stringMatching(message) }] });
  });

  test("a security key has no user handle", async () => {
    const userId = freshId();
    const { keys } = await movedKey(userId, WebauthnUse.SECURITY_KEY);
    const [answer] = await imported(
      add({ userId, webauthnCredentials: keys.map((each) => ({ ...each, userHandle: "b3RoZXI" })) }),
    );
    expect(answer?.faults).toMatchObject([{ message: expect.stringMatching(/cannot have a user handle/) }]);
  });

  test("secrets are handed out for a bounded number of users", async () => {
    const userIds = Array.from({ length: 1001 }, freshId);
    expect(await reasonFrom(transfer.exportCredentials({ userIds }, call))).toBe("ARGUMENT_INVALID");
  });
});
