import { RelyingPartyApi, type RelyingPartyCredential } from "@signet/proto/credential/v1/relying_party";
import { RelyingPartyAuditedSchema } from "@signet/proto/credential/v1/relying_party_events";
import { createPasskey } from "@signet/testkit";
import { expect, test } from "vitest";
import { checkFrom, onBothDatabases, outcomes, reasonFrom, times } from "../test/worlds.ts";
import { relyingPartyWorld } from "./test/world.ts";

const { AUTHENTICATION, PASSKEYS } = RelyingPartyApi;

await onBothDatabases("ceremonies of relying parties", (world) => {
  const { units, call } = world;
  const { parties, ceremonies, credentials, newParty, register, signIn, sign, elsewhere } = relyingPartyWorld(world);

  const begin = async (relyingPartyId: string, userId = "", mfa = false, api = AUTHENTICATION) =>
    JSON.parse(
      (await ceremonies.initializeAuthentication({ relyingPartyId, api, mfa, userId, preferences: {} }, call))
        .optionsJson,
    );
  const answerTo = (relyingPartyId: string, response: unknown, { mfa = false, api = AUTHENTICATION } = {}) =>
    ceremonies.finalizeAuthentication({ relyingPartyId, api, mfa, responseJson: JSON.stringify(response) }, call);

  test("somebody who registered signs in, named and unnamed, and the use is remembered", async () => {
    const party = await newParty();
    const { passkey, credential } = await register(party, "ada-01", { counter: 7 });
    expect(credential).toMatchObject({
      credentialId: passkey.id,
      name: "Platform authenticator",
      mfa: false,
      userVerified: true,
    });
    expect(credential?.user).toMatchObject({ userId: "ada-01", name: "ada-01@example.org" });
    units.clock.advance(1_000);
    const named = await signIn(party, passkey, { userId: "ada-01" });
    expect(named.credential).toMatchObject({ credentialId: passkey.id, signCount: 8, user: { userId: "ada-01" } });
    expect(Number(named.credential?.lastUsedTime?.seconds)).toBe(Number(credential?.lastUsedTime?.seconds) + 1);
    expect((await signIn(party, passkey)).credential?.signCount).toBe(9);
  });

  test("options say what the request asked for, over the defaults of the Authentication API", async () => {
    const party = await newParty();
    const ask = { relyingPartyId: party, api: AUTHENTICATION, userId: "ada", userName: "ada" };
    const preferences = {
      attachment: "platform",
      requireResidentKey: true,
      userVerification: "required",
      attestation: "direct",
    };
    const options = async (init: object) =>
      JSON.parse((await ceremonies.initializeRegistration({ ...ask, ...init }, call)).optionsJson).publicKey;
    expect(await options({ preferences })).toMatchObject({
      user: { id: Buffer.from("ada").toString("base64url"), name: "ada", displayName: "ada" },
      authenticatorSelection: {
        authenticatorAttachment: "platform",
        requireResidentKey: true,
        userVerification: "required",
      },
      attestation: "direct",
      timeout: 60_000,
    });
    expect((await options({ preferences: {} })).authenticatorSelection).toEqual({
      requireResidentKey: false,
      userVerification: "preferred",
    });
    const ofConfiguration = await options({ api: PASSKEYS });
    expect(ofConfiguration).toMatchObject({
      authenticatorSelection: { requireResidentKey: true, residentKey: "required", userVerification: "required" },
      attestation: "direct",
    });
    expect(await reasonFrom(options({ preferences: { userVerification: "maybe" } }))).toBe("ARGUMENT_INVALID");
  });

  test("what was asked for is enforced at the end", async () => {
    const party = await newParty();
    const attempt = async (preferences: object, behaviour: object) => {
      const ask = { relyingPartyId: party, api: AUTHENTICATION, userId: "ada", userName: "ada", preferences };
      const { optionsJson } = await ceremonies.initializeRegistration(ask, call);
      const responseJson = JSON.stringify(createPasskey(behaviour).create(JSON.parse(optionsJson)));
      return ceremonies.finalizeRegistration({ relyingPartyId: party, api: AUTHENTICATION, responseJson }, call);
    };
    expect(await checkFrom(attempt({ userVerification: "required" }, { userVerified: false }))).toBe(
      "user-verification",
    );
    expect(await checkFrom(attempt({ attachment: "platform" }, { attachment: "cross-platform" }))).toBe(
      "authenticator",
    );
    const { credential } = await attempt({ attachment: "cross-platform" }, { attachment: "cross-platform" });
    expect(credential).toMatchObject({ attachment: "cross-platform", name: "Security key", discoverable: true });
  });

  test("models that the relying party does not allow do not register", async () => {
    const allowed = "fbfc3007-154e-4ecc-8c0b-6e020557d7bd";
    const party = await newParty({ allowedAaguids: [allowed] });
    expect(await checkFrom(register(party, "ada"))).toBe("authenticator");
    expect((await register(party, "ada", { aaguid: allowed })).credential?.name).toBe("iCloud Keychain");
  });

  test.each([
    ["origin", { origin: "https://evil.example" }],
    ["relying-party", { rpId: "evil.example" }],
    ["type", { type: "webauthn.create" }],
    ["signature", { signature: "flip" }],
    ["user-presence", { flags: 0 }],
    ["user-handle", { userHandle: "ZXZl" }],
    ["counter", { counter: 7 }],
    ["counter", { counter: 0 }],
  ] as const)("a wrong %s is refused, and uses the ceremony up", async (check, tampering) => {
    const party = await newParty();
    const { passkey } = await register(party, "ada", { counter: 7 });
    const options = await begin(party);
    expect(await checkFrom(answerTo(party, passkey.get(options, tampering)))).toBe(check);
    expect(await reasonFrom(answerTo(party, passkey.get(options)))).toBe("RELYING_PARTY_CEREMONY_UNKNOWN");
  });

  test("a ceremony ends once, however many answer at the same time", async () => {
    const party = await newParty();
    const { passkey } = await register(party, "ada");
    const answer = passkey.get(await begin(party));
    expect(await outcomes(times(16, () => answerTo(party, answer)))).toEqual({
      success: 1,
      RELYING_PARTY_CEREMONY_UNKNOWN: 15,
    });
  });

  test("two answers with one counter count once", async () => {
    const party = await newParty();
    const { passkey } = await register(party, "ada", { counter: 7 });
    const answers = (await Promise.all(times(8, () => begin(party)))).map((options) =>
      passkey.get(options, { counter: 8 }),
    );
    expect(await outcomes(answers.map((answer) => answerTo(party, answer)))).toEqual({
      success: 1,
      WEBAUTHN_VERIFICATION_FAILED: 7,
    });
  });

  test("a ceremony expires", async () => {
    const party = await newParty();
    const { passkey } = await register(party, "ada");
    const options = await begin(party);
    units.clock.advance(60_000);
    expect(await checkFrom(answerTo(party, passkey.get(options)))).toBe("ceremony");
  });

  test("a ceremony ends where it began, and for what it began", async () => {
    const party = await newParty();
    const { passkey } = await register(party, "ada");
    const unknown = "RELYING_PARTY_CEREMONY_UNKNOWN";
    const plain = async () => passkey.get(await begin(party, "ada"));
    expect(await reasonFrom(answerTo(party, await plain(), { api: PASSKEYS }))).toBe(unknown);
    expect(await reasonFrom(answerTo(party, await plain(), { mfa: true }))).toBe(unknown);
    const responseJson = JSON.stringify(await plain());
    const asTransaction = { relyingPartyId: party, api: AUTHENTICATION, responseJson };
    expect(await reasonFrom(ceremonies.finalizeTransaction(asTransaction, call))).toBe(unknown);
  });

  test("nobody answers with the credential of somebody else", async () => {
    const party = await newParty();
    const [ada, bea] = [await register(party, "ada"), await register(party, "bea")];
    expect(await checkFrom(answerTo(party, bea.passkey.get(await begin(party, "ada"))))).toBe("credential");
    expect((await answerTo(party, ada.passkey.get(await begin(party, "ada")))).credential?.user?.userId).toBe("ada");
  });

  test("a credential is registered once, whoever comes with it", async () => {
    const party = await newParty();
    const { passkey } = await register(party, "ada");
    const ask = { relyingPartyId: party, api: AUTHENTICATION, userId: "eve", userName: "eve", preferences: {} };
    const { optionsJson } = await ceremonies.initializeRegistration(ask, call);
    const responseJson = JSON.stringify(passkey.create(JSON.parse(optionsJson)));
    const end = ceremonies.finalizeRegistration({ relyingPartyId: party, api: AUTHENTICATION, responseJson }, call);
    expect(await reasonFrom(end)).toBe("WEBAUTHN_CREDENTIAL_TAKEN");
  });

  test("users without credentials that could answer are told so", async () => {
    const party = await newParty();
    await register(party, "ada", { attachment: "platform" });
    await register(party, "kim", { mfa: true, api: PASSKEYS });
    const ask = (userId: string, attachment = "") =>
      ceremonies.initializeAuthentication(
        { relyingPartyId: party, api: AUTHENTICATION, userId, preferences: { attachment } },
        call,
      );
    expect(await reasonFrom(ask("nobody"))).toBe("RELYING_PARTY_USER_NOT_FOUND");
    expect(await reasonFrom(ask("kim"))).toBe("RELYING_PARTY_NO_CREDENTIALS");
    expect(await reasonFrom(ask("ada", "cross-platform"))).toBe("RELYING_PARTY_NO_CREDENTIALS");
    expect(await reasonFrom(ask("ada", "platform"))).toBeUndefined();
  });

  // The weaknesses of the reference, authentication-api.md section 4 row 13, each absent here.

  test("a second factor never becomes a first one", async () => {
    const party = await newParty();
    const { passkey } = await register(party, "ada", { mfa: true, api: PASSKEYS });
    expect(await reasonFrom(signIn(party, passkey, { api: PASSKEYS }))).toBe("WEBAUTHN_CREDENTIAL_MFA_ONLY");
    expect(await reasonFrom(signIn(party, passkey, { api: PASSKEYS, mfa: true, userId: "ada" }))).toBeUndefined();

    const ask = { relyingPartyId: party, api: PASSKEYS, mfa: true, userId: "bea", userName: "bea" };
    const { optionsJson } = await ceremonies.initializeRegistration(ask, call);
    const responseJson = JSON.stringify(createPasskey().create(JSON.parse(optionsJson)));
    const asFirst = { relyingPartyId: party, api: PASSKEYS, mfa: false, responseJson };
    expect(await reasonFrom(ceremonies.finalizeRegistration(asFirst, call))).toBe("RELYING_PARTY_CEREMONY_UNKNOWN");
  });

  test("a user whose id has sixteen bytes signs in, and so does one whose handle is a binary UUID", async () => {
    const party = await newParty();
    const sixteen = await register(party, "sixteen-bytes-01");
    expect((await signIn(party, sixteen.passkey)).credential?.user?.userId).toBe("sixteen-bytes-01");
    const uuid = "6f1f3a52-07b5-4b3c-9f56-0b9a3b1a6c11";
    const imported = await register(party, uuid);
    const userHandle = Buffer.from(uuid.replaceAll("-", ""), "hex").toString("base64url");
    expect((await signIn(party, imported.passkey, { tampering: { userHandle } })).credential?.user?.userId).toBe(uuid);
  });

  test("the counter is stored, and has to grow", async () => {
    const party = await newParty();
    const { passkey } = await register(party, "ada", { counter: 5, api: PASSKEYS });
    expect((await signIn(party, passkey, { api: PASSKEYS })).credential?.signCount).toBe(6);
    const again = signIn(party, passkey, { api: PASSKEYS, tampering: { counter: 6 } });
    expect(await checkFrom(again)).toBe("counter");
  });

  test("one relying party sees nothing of another, and no tenant anything of another's", async () => {
    const [party, other] = [await newParty(), await newParty()];
    const { passkey, credential } = await register(party, "ada");
    const { credentialId } = credential as RelyingPartyCredential;
    expect(await reasonFrom(signIn(other, passkey))).toBe("WEBAUTHN_CREDENTIAL_NOT_FOUND");
    expect(await reasonFrom(signIn(other, passkey, { userId: "ada" }))).toBe("RELYING_PARTY_USER_NOT_FOUND");
    expect(await reasonFrom(answerTo(other, passkey.get(await begin(party))))).toBe("RELYING_PARTY_CEREMONY_UNKNOWN");
    const named = { relyingPartyId: other, credentialId };
    const notFound = "WEBAUTHN_CREDENTIAL_NOT_FOUND";
    expect(await reasonFrom(credentials.getRelyingPartyCredential(named, call))).toBe(notFound);
    expect(await reasonFrom(credentials.updateRelyingPartyCredential({ ...named, name: "x" }, call))).toBe(notFound);
    expect(await reasonFrom(credentials.deleteRelyingPartyCredential(named, call))).toBe(notFound);
    expect((await credentials.listRelyingPartyCredentials({ relyingPartyId: other }, call)).credentials).toEqual([]);
    const { users } = await parties.listRelyingPartyUsers({ relyingPartyId: party }, call);
    const user = { relyingPartyId: other, id: users[0]?.id ?? "" };
    expect(await reasonFrom(parties.getRelyingPartyUser(user, call))).toBe("RELYING_PARTY_USER_NOT_FOUND");
    expect(await reasonFrom(parties.deleteRelyingPartyUser(user, call))).toBe("RELYING_PARTY_USER_NOT_FOUND");
    expect(await reasonFrom(parties.getRelyingParty({ relyingPartyId: party }, elsewhere))).toBe(
      "RELYING_PARTY_NOT_FOUND",
    );
    expect((await parties.listRelyingParties({}, elsewhere)).relyingParties).toEqual([]);
  });

  test("a relying party that is deleted leaves nothing behind", async () => {
    const party = await newParty();
    const { passkey } = await register(party, "ada");
    const options = await begin(party);
    await sign(party, passkey, { text: "Send 12 EUR to Bea" });
    await parties.deleteRelyingParty({ relyingPartyId: party }, call);
    expect(await reasonFrom(answerTo(party, passkey.get(options)))).toBe("RELYING_PARTY_NOT_FOUND");
    expect(await reasonFrom(parties.deleteRelyingParty({ relyingPartyId: party }, call))).toBe(
      "RELYING_PARTY_NOT_FOUND",
    );
    for (const table of ["users", "credentials", "ceremonies", "transactions", "keys"]) {
      const text = `SELECT 1 AS one FROM credential_relying_party_${table} WHERE relying_party_id = $1`;
      expect(await units.db.sql.query(`test_left_${table}`, text, [party]), table).toEqual([]);
    }
  });

  test("what is done through the passkey API is told to its audit log, failures too, and nothing else is", async () => {
    const party = await newParty();
    const { passkey } = await register(party, "ada", { api: PASSKEYS });
    await register(party, "bea");
    await reasonFrom(signIn(party, passkey, { api: PASSKEYS, tampering: { signature: "flip" } }));
    const told = (await units.events("credential", RelyingPartyAuditedSchema)).filter(
      (e) => e.relyingPartyId === party,
    );
    expect(told.map(({ type, userId, error }) => [type, userId, error])).toEqual([
      ["webauthn_registration_init_succeeded", "ada", ""],
      ["webauthn_registration_final_succeeded", "ada", ""],
      ["webauthn_authentication_init_succeeded", "", ""],
      ["webauthn_authentication_final_failed", "ada", "the signature is wrong"],
    ]);
  });

  test("of a registration that ends while its user is deleted nothing is left", async () => {
    const party = await newParty();
    const races = times(40, async (index) => {
      const userId = `gone-${index}`;
      const ask = { relyingPartyId: party, api: AUTHENTICATION, userId, userName: userId, preferences: {} };
      const { optionsJson } = await ceremonies.initializeRegistration(ask, call);
      const responseJson = JSON.stringify(createPasskey().create(JSON.parse(optionsJson)));
      const { users } = await parties.listRelyingPartyUsers({ relyingPartyId: party, pageSize: 100 }, call);
      const id = users.find((user) => user.userId === userId)?.id;
      const registration = ceremonies.finalizeRegistration(
        { relyingPartyId: party, api: AUTHENTICATION, responseJson },
        call,
      );
      const deletion = parties.deleteRelyingPartyUser({ relyingPartyId: party, id }, call);
      return Promise.all([reasonFrom(registration), deletion]);
    });
    for (const [reason] of await Promise.all(races)) {
      expect([undefined, "RELYING_PARTY_USER_NOT_FOUND"]).toContain(reason);
    }
    expect((await credentials.listRelyingPartyCredentials({ relyingPartyId: party }, call)).totalSize).toBe(0n);
  });

  test("a name with a blank behind it is nobody else's name", async () => {
    const party = await newParty();
    await register(party, "bob");
    const intruder = await reasonFrom(register(party, "bob "));
    expect(intruder).toBe("ARGUMENT_INVALID");
    expect((await credentials.listRelyingPartyCredentials({ relyingPartyId: party }, call)).totalSize).toBe(1n);
  });
});
