import { createHmac } from "node:crypto";
import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import { callFor } from "@signet/kit";
import { ApiKeyKind } from "@signet/proto/credential/v1/api_key";
import {
  ApiKeyCreatedSchema,
  ApiKeyRevokedSchema,
  ApiKeyRotatedSchema,
} from "@signet/proto/credential/v1/credential_events";
import { expect, test } from "vitest";
import { relyingPartyWorld } from "../relying-party/test/world.ts";
import { freshId, onBothDatabases, outcomes, reasonFrom, times } from "../test/worlds.ts";

const DAY = 24 * 3_600_000;

await onBothDatabases("API keys", (world) => {
  const { units, apiKeys, call } = world;
  const { newParty } = relyingPartyWorld(world);
  const after = (ms: number) => timestampFromDate(new Date(units.clock.now().getTime() + ms));
  const create = async (init: Parameters<typeof apiKeys.createApiKey>[0] = {}) => {
    const request = { apiKeyId: freshId(), name: "billing", scopes: ["users:read"], ...init };
    const { apiKey, secret } = await apiKeys.createApiKey(request, call);
    return { apiKeyId: apiKey?.apiKeyId ?? "", apiKey, secret };
  };
  const show = (secret: string, options = call) =>
    apiKeys.verifyApiKey({ shown: { case: "secret", value: secret } }, options);
  const sign = (secret: string, message: string) => createHmac("sha256", secret).update(message).digest("hex");
  const showSignature = (apiKeyId: string, messages: string[], signature: string) =>
    apiKeys.verifyApiKey({ shown: { case: "signature", value: { apiKeyId, messages, signature } } }, call);
  const find = async (apiKeyId: string) => {
    const { apiKeys: all } = await apiKeys.listApiKeys({ pageSize: 500 }, call);
    return all.find((key) => key.apiKeyId === apiKeyId);
  };

  test("a key is known by its secret, in its tenant only", async () => {
    const { apiKey, secret } = await create({ scopes: ["users:write", "users:read", "users:read"] });
    expect(secret).toMatch(/^signet_[\w-]{43}$/);
    expect(apiKey).toMatchObject({ name: "billing", kind: ApiKeyKind.BEARER, creator: "flow" });
    expect(apiKey?.scopes).toEqual(["users:read", "users:write"]);
    expect(secret.startsWith(apiKey?.prefix ?? "?")).toBe(true);
    expect(apiKey?.prefix).toHaveLength(13);

    expect((await show(secret)).apiKey).toMatchObject({ apiKeyId: apiKey?.apiKeyId, scopes: apiKey?.scopes });
    expect(await reasonFrom(show(secret, callFor(freshId(), {})))).toBe("API_KEY_INVALID");
    const wrong = ["", "\0", "signet_", `${secret}x`, secret.slice(0, -1), secret.toUpperCase(), "x".repeat(100_000)];
    for (const text of wrong) expect(await reasonFrom(show(text))).toBe("API_KEY_INVALID");
  });

  test("no secret is stored as it is, shown twice, or told in an event", async () => {
    for (const kind of [ApiKeyKind.BEARER, ApiKeyKind.HMAC]) {
      const { apiKeyId, secret } = await create({ kind });
      const rows = await units.db.sql.query("test_api_key", "SELECT * FROM credential_api_keys WHERE id = $1", [
        apiKeyId,
      ]);
      expect(rows).toHaveLength(1);
      const part = secret.slice(-20);
      expect(JSON.stringify(rows)).not.toContain(part);
      expect(JSON.stringify((await find(apiKeyId))?.prefix)).not.toContain(part);
      const events = await units.events("credential", ApiKeyCreatedSchema);
      expect(events.filter(({ apiKey }) => apiKey?.apiKeyId === apiKeyId)).toHaveLength(1);
      const all = await units.db.sql.query<{ payload: Uint8Array }>(
        "test_payloads",
        "SELECT payload FROM credential_outbox",
        [],
      );
      for (const { payload } of all) expect(Buffer.from(payload).toString("latin1")).not.toContain(part);
    }
  });

  test("a repeated create fails: its secret was shown", async () => {
    const apiKeyId = freshId();
    const { secret } = await create({ apiKeyId });
    expect(await reasonFrom(create({ apiKeyId }))).toBe("API_KEY_ID_TAKEN");
    expect(await reasonFrom(show(secret))).toBeUndefined();
  });

  test("a revoked key is refused from then on, also when it was revoked twice", async () => {
    const { apiKeyId, secret } = await create();
    expect(await reasonFrom(show(secret))).toBeUndefined();
    const calls = times(8, () => apiKeys.revokeApiKey({ apiKeyId }, call));
    expect(await outcomes(calls)).toEqual({ success: 8 });
    expect(await reasonFrom(show(secret))).toBe("API_KEY_INVALID");
    expect((await find(apiKeyId))?.revokeTime).toBeDefined();
    const events = await units.events("credential", ApiKeyRevokedSchema);
    expect(events.filter(({ apiKey }) => apiKey?.apiKeyId === apiKeyId)).toHaveLength(1);
    expect(await reasonFrom(apiKeys.revokeApiKey({ apiKeyId: freshId() }, call))).toBe("API_KEY_NOT_FOUND");
    const elsewhere = apiKeys.revokeApiKey({ apiKeyId: (await create()).apiKeyId }, callFor(freshId(), {}));
    expect(await reasonFrom(elsewhere)).toBe("API_KEY_NOT_FOUND");
  });

  test("a key ends when it was made to", async () => {
    const { secret } = await create({ expireTime: after(1_000) });
    units.clock.advance(999);
    expect(await reasonFrom(show(secret))).toBeUndefined();
    units.clock.advance(1);
    expect(await reasonFrom(show(secret))).toBe("API_KEY_INVALID");
  });

  test("a replaced key holds for the overlap and its replacement may do the same", async () => {
    const { apiKeyId, secret } = await create({ expireTime: after(DAY) });
    units.clock.advance(1_000);
    const newApiKeyId = freshId();
    const rotate = { apiKeyId, newApiKeyId, overlap: { seconds: 60n, nanos: 0 } };
    const { apiKey, secret: second } = await apiKeys.rotateApiKey(rotate, call);
    expect(apiKey).toMatchObject({ apiKeyId: newApiKeyId, name: "billing", scopes: ["users:read"] });
    expect(apiKey?.expireTime && timestampDate(apiKey.expireTime)).toEqual(timestampDate(after(DAY)));
    expect(await reasonFrom(apiKeys.rotateApiKey(rotate, call))).toBe("API_KEY_ID_TAKEN");
    for (const each of [secret, second]) expect(await reasonFrom(show(each))).toBeUndefined();

    units.clock.advance(60_000);
    expect(await reasonFrom(show(secret))).toBe("API_KEY_INVALID");
    expect(await reasonFrom(show(second))).toBeUndefined();
    expect(await reasonFrom(apiKeys.rotateApiKey({ ...rotate, newApiKeyId: freshId() }, call))).toBe(
      "API_KEY_NOT_FOUND",
    );
    const events = await units.events("credential", ApiKeyRotatedSchema);
    expect(events.filter(({ apiKey: old }) => old?.apiKeyId === apiKeyId)).toMatchObject([
      { replacement: { apiKeyId: newApiKeyId } },
    ]);
  });

  test("an overlap makes no key live longer, and without one the old key ends at once", async () => {
    const short = await create({ expireTime: after(10_000) });
    const overlap = { seconds: 3_600n, nanos: 0 };
    await apiKeys.rotateApiKey({ apiKeyId: short.apiKeyId, newApiKeyId: freshId(), overlap }, call);
    const other = await create();
    await apiKeys.rotateApiKey({ apiKeyId: other.apiKeyId, newApiKeyId: freshId() }, call);
    expect(await reasonFrom(show(other.secret))).toBe("API_KEY_INVALID");
    expect(await reasonFrom(show(short.secret))).toBeUndefined();
    units.clock.advance(10_000);
    expect(await reasonFrom(show(short.secret))).toBe("API_KEY_INVALID");
  });

  test("a signature under the secret is known by the key's id, a wrong one is not", async () => {
    const relyingPartyId = await newParty();
    const { apiKeyId, secret } = await create({ kind: ApiKeyKind.HMAC, relyingPartyId, scopes: [] });
    expect(secret).toMatch(/^[\w-]{86}==$/);
    const right = sign(secret, "GET /a");
    const known = await showSignature(apiKeyId.toUpperCase(), ["GET /b", "GET /a"], right);
    expect(known.apiKey).toMatchObject({ apiKeyId, relyingPartyId, scopes: [] });
    expect((await show(secret)).apiKey).toMatchObject({ apiKeyId });

    const bearer = await create();
    const wrong = [
      showSignature(apiKeyId, ["GET /b"], right),
      showSignature(apiKeyId, [], right),
      showSignature(apiKeyId, ["GET /a"], ""),
      showSignature(apiKeyId, ["GET /a"], right.slice(0, -2)),
      showSignature(apiKeyId, ["GET /a"], `${right}00`),
      showSignature(freshId(), ["GET /a"], right),
      showSignature("\0", ["GET /a"], right),
      showSignature(bearer.apiKeyId, ["GET /a"], sign(bearer.secret, "GET /a")),
    ];
    expect(await outcomes(wrong)).toEqual({ API_KEY_INVALID: wrong.length });
    expect(await reasonFrom(showSignature(apiKeyId, times(9, String), right))).toBe("ARGUMENT_INVALID");
    await apiKeys.revokeApiKey({ apiKeyId }, call);
    expect(await reasonFrom(showSignature(apiKeyId, ["GET /a"], right))).toBe("API_KEY_INVALID");
  });

  test("the last use is noted every five minutes, and not more often", async () => {
    const { apiKeyId, secret } = await create();
    expect((await find(apiKeyId))?.lastUseTime).toBeUndefined();
    const lastUse = async () => timestampDate((await find(apiKeyId))?.lastUseTime ?? after(0)).getTime();
    const first = units.clock.now().getTime();
    await show(secret);
    units.clock.advance(299_999);
    const statements = units.db.statements();
    await show(secret);
    expect(units.db.statements() - statements).toBe(1);
    expect(await lastUse()).toBe(first);
    units.clock.advance(1);
    await show(secret);
    expect(await lastUse()).toBe(first + 300_000);
  });

  test("keys are listed page by page, and by relying party", async () => {
    const relyingPartyId = await newParty();
    const made = await Promise.all(times(5, () => create({ relyingPartyId, scopes: [] })));
    const listed: string[] = [];
    for (let pageToken = ""; ; ) {
      const page = await apiKeys.listApiKeys({ relyingPartyId, pageSize: 2, pageToken }, call);
      listed.push(...page.apiKeys.map((key) => key.apiKeyId));
      pageToken = page.nextPageToken;
      if (pageToken === "") break;
    }
    expect(listed).toEqual(made.map(({ apiKeyId }) => apiKeyId).toSorted());
    const elsewhere = await apiKeys.listApiKeys({}, callFor(freshId(), {}));
    expect(elsewhere.apiKeys).toEqual([]);
  });

  test("a key is made for a relying party that exists, of the same tenant", async () => {
    const relyingPartyId = await newParty();
    const make = (id: string, options = call) =>
      apiKeys.createApiKey({ apiKeyId: freshId(), name: "shop", relyingPartyId: id }, options);
    const wrong = [make(freshId()), make(relyingPartyId, callFor(freshId(), {}))];
    expect(await outcomes(wrong)).toEqual({ RELYING_PARTY_NOT_FOUND: 2 });
    expect(await reasonFrom(make(relyingPartyId))).toBeUndefined();
  });

  test("what cannot be is refused", async () => {
    const id = freshId();
    const wrong = [
      create({ apiKeyId: "x" }),
      create({ name: " " }),
      create({ name: "x".repeat(101) }),
      create({ name: "a\0b" }),
      create({ scopes: [] }),
      create({ scopes: ["users:read", "everything"] }),
      create({ kind: 7 as ApiKeyKind }),
      create({ relyingPartyId: "x", scopes: [] }),
      create({ relyingPartyId: id }),
      create({ expireTime: after(0) }),
      apiKeys.listApiKeys({ pageSize: 501 }, call),
      apiKeys.listApiKeys({ pageSize: -1 }, call),
      apiKeys.listApiKeys({ pageToken: "' OR 1=1" }, call),
      apiKeys.revokeApiKey({ apiKeyId: "\0" }, call),
      apiKeys.rotateApiKey({ apiKeyId: id, newApiKeyId: id, overlap: { seconds: -1n, nanos: 0 } }, call),
      apiKeys.rotateApiKey({ apiKeyId: id, newApiKeyId: id, overlap: { seconds: 99_999_999n, nanos: 0 } }, call),
      apiKeys.verifyApiKey({}, call),
    ];
    expect(await outcomes(wrong)).toEqual({ ARGUMENT_INVALID: wrong.length });
  });
});
