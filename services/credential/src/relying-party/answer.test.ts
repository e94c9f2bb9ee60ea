import { RelyingPartyApi } from "@signet/proto/credential/v1/relying_party";
import { createPasskey, type PasskeyOptions } from "@signet/testkit";
import { expect, test } from "vitest";
import { checkFrom, onBothDatabases, reasonFrom } from "../test/worlds.ts";
import { relyingPartyWorld } from "./test/world.ts";

const { AUTHENTICATION, PASSKEYS } = RelyingPartyApi;
const windowsHello = "08987058-cadc-4b81-b6e1-30de50dcbe96";
const yubiKey = "2fc0579f-8113-47ea-b116-bb5a8db9202a";
const iCloudKeychain = "fbfc3007-154e-4ecc-8c0b-6e020557d7bd";

await onBothDatabases("answers that clients of the first generation pass on", (world) => {
  const { units, call } = world;
  const { parties, ceremonies, newParty, register } = relyingPartyWorld(world);

  /** Registers with what those clients leave of an answer (authentication-api.md section 1.5). */
  async function registerBare(relyingPartyId: string, options: PasskeyOptions, preferences = {}) {
    const ask = { relyingPartyId, api: AUTHENTICATION, userId: "ada", userName: "ada", preferences };
    const { optionsJson } = await ceremonies.initializeRegistration(ask, call);
    const { id, rawId, type, response } = createPasskey(options).create(JSON.parse(optionsJson));
    const { clientDataJSON, attestationObject } = response;
    const responseJson = JSON.stringify({ id, rawId, type, response: { clientDataJSON, attestationObject } });
    return ceremonies.finalizeRegistration({ relyingPartyId, api: AUTHENTICATION, responseJson }, call);
  }

  test.each([
    [windowsHello, "platform", "Windows Hello"],
    [yubiKey, "cross-platform", "YubiKey 5 Series with NFC"],
    // Its passkeys sync, and a telephone carries them to the machine beside it.
    [iCloudKeychain, "", "iCloud Keychain"],
    ["00000000-0000-0000-0000-000000000000", "", "Authenticator"],
  ])("the model %s says what kind of authenticator it is: %j", async (aaguid, attachment, name) => {
    const { credential } = await registerBare(await newParty(), { aaguid });
    expect(credential).toMatchObject({ attachment, name });
  });

  test("a model of another kind than was asked for does not register", async () => {
    const party = await newParty();
    const asPlatform = { attachment: "platform" };
    expect(await checkFrom(registerBare(party, { aaguid: yubiKey }, asPlatform))).toBe("authenticator");
    const { credential } = await registerBare(party, { aaguid: windowsHello }, asPlatform);
    expect(credential).toMatchObject({ attachment: "platform", discoverable: false });
  });

  test("a discoverable answer of the Authentication API may leave the user handle out, and no other may", async () => {
    const party = await newParty();
    const { passkey } = await register(party, "ada");
    const end = async (api: RelyingPartyApi, userHandle: string | null | undefined) => {
      const ask = { relyingPartyId: party, api, preferences: {} };
      const { optionsJson } = await ceremonies.initializeAuthentication(ask, call);
      const answer = passkey.get(JSON.parse(optionsJson));
      const responseJson = JSON.stringify({ ...answer, response: { ...answer.response, userHandle } });
      return ceremonies.finalizeAuthentication({ relyingPartyId: party, api, responseJson }, call);
    };
    for (const left of [undefined, null, ""]) {
      expect((await end(AUTHENTICATION, left)).credential?.user?.userId).toBe("ada");
      expect(await checkFrom(end(PASSKEYS, left))).toBe("user-handle");
    }
    expect(await checkFrom(end(AUTHENTICATION, "ZXZl"))).toBe("user-handle");
  });

  test("an answer that comes when its user was deleted is told so", async () => {
    const party = await newParty();
    const ask = { relyingPartyId: party, api: PASSKEYS, userId: "ada", userName: "ada" };
    const { optionsJson } = await ceremonies.initializeRegistration(ask, call);
    const { users } = await parties.listRelyingPartyUsers({ relyingPartyId: party }, call);
    await parties.deleteRelyingPartyUser({ relyingPartyId: party, id: users[0]?.id ?? "" }, call);
    const responseJson = JSON.stringify(createPasskey().create(JSON.parse(optionsJson)));
    const end = ceremonies.finalizeRegistration({ relyingPartyId: party, api: PASSKEYS, responseJson }, call);
    expect(await reasonFrom(end)).toBe("RELYING_PARTY_USER_NOT_FOUND");
    expect(
      await units.db.sql.query(
        "test_orphans",
        "SELECT id FROM credential_relying_party_credentials WHERE relying_party_id = $1",
        [party],
      ),
    ).toEqual([]);
  });
});
