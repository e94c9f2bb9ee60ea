import { randomUUID } from "node:crypto";
import { createSignetClient, Reason, reasonOf, type SignetClient } from "@signet/client";
import { ApiKeyKind } from "@signet/proto/credential/v1/api_key";
import { createPasskey } from "@signet/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { atThesePages as config } from "../contract/relying-party/party.ts";
import { rpcKey, type Server, startServer } from "../contract/server.ts";

let server: Server;
const opened: SignetClient[] = [];
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  for (const client of opened) client.close();
  await server?.stop();
});

/** A back end with an API key of its own, as `signet apikey create --scopes …` makes one. */
async function backEnd(...scopes: string[]): Promise<SignetClient> {
  const operator = createSignetClient({ baseUrl: server.rpcUrl, apiKey: rpcKey });
  const { secret } = await operator.apiKeys.createApiKey({ apiKeyId: randomUUID(), name: "back end", scopes });
  const client = createSignetClient({ baseUrl: server.backEndUrl, apiKey: secret, protocol: "grpc" });
  opened.push(operator, client);
  return client;
}

const reason = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => Reason[reasonOf(error) ?? 0],
  );

describe("a back end", () => {
  test("runs relying parties: their keys, ceremonies, credentials, users, and the evidence of what was signed", async () => {
    const client = await backEnd("admin");
    const { relyingParties, relyingPartyCeremonies: ceremonies, apiKeys } = client;
    const { relyingPartyCredentials: credentials, relyingPartyTransactions: transactions } = client;
    const relyingPartyId = randomUUID();
    const party = { relyingPartyId };
    await relyingParties.createRelyingParty({ ...party, displayName: "Shop", config });
    await relyingParties.updateRelyingParty({ ...party, displayName: "Bea's shop" });
    expect((await relyingParties.getRelyingParty(party)).relyingParty?.displayName).toBe("Bea's shop");
    const { relyingParties: listed } = await relyingParties.listRelyingParties({});
    expect(listed.map(({ relyingPartyId: id }) => id)).toContain(relyingPartyId);

    const keyId = randomUUID();
    await apiKeys.createApiKey({ ...party, apiKeyId: keyId, name: "shop", kind: ApiKeyKind.HMAC });
    const rotation = { apiKeyId: keyId, newApiKeyId: randomUUID(), overlap: { seconds: 60n } };
    expect((await apiKeys.rotateApiKey(rotation)).apiKey).toMatchObject({ ...party, kind: ApiKeyKind.HMAC });
    expect((await apiKeys.listApiKeys(party)).apiKeys).toHaveLength(2);
    await apiKeys.revokeApiKey({ apiKeyId: keyId });

    const passkey = createPasskey();
    const creation = await ceremonies.initializeRegistration({ ...party, userId: "ada", userName: "ada" });
    const registered = await ceremonies.finalizeRegistration({
      ...party,
      responseJson: JSON.stringify(passkey.create(JSON.parse(creation.optionsJson))),
    });
    expect(registered.credential?.user?.userId).toBe("ada");
    const request = await ceremonies.initializeAuthentication({ ...party, userId: "ada" });
    const signedIn = await ceremonies.finalizeAuthentication({
      ...{ ...party, signToken: true },
      responseJson: JSON.stringify(passkey.get(JSON.parse(request.optionsJson))),
    });
    expect(signedIn.token.split(".")).toHaveLength(3);
    const toSign = await ceremonies.initializeTransaction({ ...party, userId: "ada", text: "12 EUR", identifier: "i" });
    const { transaction } = await ceremonies.finalizeTransaction({
      ...party,
      responseJson: JSON.stringify(passkey.get(JSON.parse(toSign.optionsJson))),
    });
    const { transactionId = "" } = transaction ?? {};
    expect(await transactions.verifyRelyingPartyTransaction({ transactionId })).toMatchObject({
      ...{ valid: true, transaction: { userId: "ada", text: "12 EUR", credentialId: passkey.id } },
      evidence: { rpId: "localhost", credentialId: passkey.id, userVerified: true },
    });
    const ofAda = await transactions.listRelyingPartyTransactions({ ...party, userId: "ada" });
    expect(ofAda.transactions.map(({ identifier }) => identifier)).toEqual(["i"]);

    const one = { ...party, credentialId: passkey.id };
    await credentials.updateRelyingPartyCredential({ ...one, name: "Ada's phone" });
    expect((await credentials.getRelyingPartyCredential(one)).credential?.name).toBe("Ada's phone");
    expect((await credentials.listRelyingPartyCredentials(party)).totalSize).toBe(1n);
    await credentials.deleteRelyingPartyCredential(one);
    expect(await reason(credentials.getRelyingPartyCredential(one))).toBe("WEBAUTHN_CREDENTIAL_NOT_FOUND");

    const { key } = await relyingParties.createRelyingPartyKey({ ...party, name: "next" });
    expect((await relyingParties.listRelyingPartyKeys(party)).keys).toHaveLength(2);
    expect((await relyingParties.getRelyingPartyJwks(party)).jwksJson).toContain(`"kid":"${key?.keyId}"`);
    await relyingParties.deleteRelyingPartyKey({ ...party, keyId: key?.keyId ?? "" });
    const [ada] = (await relyingParties.listRelyingPartyUsers(party)).users;
    const user = { ...party, id: ada?.id ?? "" };
    expect((await relyingParties.getRelyingPartyUser(user)).transactions).toHaveLength(1);
    await relyingParties.deleteRelyingPartyUser(user);
    await relyingParties.deleteRelyingParty(party);
    expect(await reason(relyingParties.getRelyingParty(party))).toBe("RELYING_PARTY_NOT_FOUND");
  });

  test("does none of it with a key that is for other things", async () => {
    const { relyingParties, relyingPartyCeremonies, relyingPartyTransactions } = await backEnd("users:read");
    const calls = [
      relyingParties.listRelyingParties({}),
      relyingPartyCeremonies.initializeAuthentication({ relyingPartyId: randomUUID() }),
      relyingPartyTransactions.verifyRelyingPartyTransaction({ transactionId: randomUUID() }),
    ];
    expect(await Promise.all(calls.map(reason))).toEqual(Array.from(calls, () => "CALLER_FORBIDDEN"));
  });
});
