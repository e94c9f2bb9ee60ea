import { randomUUID } from "node:crypto";
import type { SignetClient } from "@signet/client";
import { createPasskey } from "@signet/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../server.ts";
import { doors } from "./doors.ts";
import { atThesePages, authenticationApi, clientOf, newParty, type Party, signature } from "./party.ts";
import { passkeyApi } from "./passkey-api.ts";

// Two servers over one database know nothing of each other but what stands there, as two processes do.
let here: Server;
let there: Server;
let client: SignetClient;
beforeAll(async () => {
  here = await startServer();
  there = await startServer({}, here);
  client = clientOf(here);
});
afterAll(async () => {
  client?.close();
  await Promise.all([here?.stop(), there?.stop()]);
});

/** What each way of showing a key comes to, at each server. */
async function statuses(party: Party): Promise<readonly number[]> {
  const replies = [here, there].flatMap(({ apiUrl }) => {
    const api = authenticationApi(apiUrl, party);
    return [
      api.request("GET", "credentials"),
      api.withHeader("GET", "credentials", `secret ${party.secret}`),
      passkeyApi(apiUrl, party).keyed("GET", "credentials"),
    ];
  });
  return (await Promise.all(replies)).map(({ status }) => status);
}

const all = (status: number) => Array.from({ length: 6 }, () => status);

test("a key that is revoked in one process is refused at once in every other that knew it", async () => {
  const party = await newParty(client);
  expect(await statuses(party)).toEqual(all(200));
  await client.apiKeys.revokeApiKey({ apiKeyId: party.keyId });
  expect(await statuses(party)).toEqual(all(401));
});

test("keys of a relying party that is deleted in one process are refused at once in every other", async () => {
  const party = await newParty(client);
  expect(await statuses(party)).toEqual(all(200));
  await client.relyingParties.deleteRelyingParty({ relyingPartyId: party.relyingPartyId });
  // The passkey API names the relying party: whoever knows that it is gone says that.
  for (const status of await statuses(party)) expect([401, 404]).toContain(status);
});

test("a rotated key and its replacement both hold while they overlap, and then one does", async () => {
  const old = await newParty(client);
  const rotate = async (from: Party, seconds: bigint): Promise<Party> => {
    const keyId = randomUUID();
    const ask = { apiKeyId: from.keyId, newApiKeyId: keyId, overlap: { seconds } };
    return { ...from, keyId, secret: (await client.apiKeys.rotateApiKey(ask)).secret };
  };
  const second = await rotate(old, 60n);
  expect([await statuses(old), await statuses(second)]).toEqual([all(200), all(200)]);
  const third = await rotate(second, 0n);
  expect([await statuses(second), await statuses(third)]).toEqual([all(401), all(200)]);
});

test("one signature counts once, at whichever of them 64 come with it at the same time", async () => {
  const party = await newParty(client);
  const header = signature(party, { method: "GET", path: "/v1/webauthn/credentials", body: "" });
  const attempts = Array.from({ length: 64 }, (_, index) =>
    authenticationApi((index % 2 === 0 ? here : there).apiUrl, party).withHeader("GET", "credentials", header),
  );
  const answered = (await Promise.all(attempts)).map(({ status }) => status);
  expect(answered.sort()).toEqual([200, ...Array.from({ length: 63 }, () => 401)]);
});

test.each(Object.entries(doors))(
  "a ceremony of the %s ends in another process, and in one of them only",
  async (_name, doorOf) => {
    const party = await newParty(client);
    const [begins, ends] = [doorOf(here.apiUrl, party), doorOf(there.apiUrl, party)];
    const passkey = createPasskey({ attachment: "cross-platform" });
    for (const { path, answers, begin } of begins.ceremonies) {
      const options = await begins.request("POST", `${path}/initialize`, begin("ada"));
      const fresh = path === "registration" ? passkey : createPasskey({ attachment: "cross-platform" });
      const answer = answers === "registration" ? fresh.create(options.json) : passkey.get(options.json);
      const both = await Promise.all([begins, ends].map((door) => door.request("POST", `${path}/finalize`, answer)));
      expect(
        both.filter(({ status }) => status === 200),
        path,
      ).toHaveLength(1);
    }
  },
);

test("a changed configuration is followed within two seconds", async () => {
  const party = await newParty(client);
  const { relyingPartyId } = party;
  const timeout = async () => {
    const { json } = await authenticationApi(there.apiUrl, party).request("POST", "authentication/initialize", {});
    return (json as { publicKey: { timeout: number } }).publicKey.timeout;
  };
  expect(await timeout()).toBe(60_000);
  const config = { ...atThesePages, passkey: { timeoutMs: 90_000 } };
  await client.relyingParties.updateRelyingParty({ relyingPartyId, config });
  await expect.poll(timeout, { timeout: 5_000 }).toBe(90_000);
});
