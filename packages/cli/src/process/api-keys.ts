import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import { uuidv7 } from "@signet/kit";
import { type ApiKey, ApiKeyKind } from "@signet/proto/credential/v1/api_key";
import { ApiKeyService } from "@signet/proto/credential/v1/api_key_service";
import { type CommandInput, withUnits } from "./units.ts";

/** What a command says about whose keys it works on. */
export type ApiKeyInput = CommandInput;

/** What a key is to be. */
export interface NewKey {
  readonly name: string;
  readonly kind: "bearer" | "hmac";
  readonly scopes: readonly string[];
  readonly relyingPartyId: string;
  readonly expiresInMs?: number | undefined;
}

/** A key as commands print it; times in ISO text. */
export interface KeyListed {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly relyingPartyId?: string;
  readonly creator: string;
  readonly state: "live" | "expired" | "revoked";
  readonly created?: string;
  readonly expires?: string;
  readonly lastUsed?: string;
  readonly revoked?: string;
}

/** A key that was just made. */
export interface KeyShown extends KeyListed {
  readonly secret: string;
}

const PAGE = 500;

/** Makes a key. */
export function createKey(input: ApiKeyInput, { kind, scopes, expiresInMs, ...rest }: NewKey): Promise<KeyShown> {
  return withUnits(input, async ({ peers, call }) => {
    const request = {
      ...rest,
      apiKeyId: uuidv7(),
      kind: kind === "hmac" ? ApiKeyKind.HMAC : ApiKeyKind.BEARER,
      scopes: [...scopes],
      expireTime: expiresInMs === undefined ? undefined : timestampFromDate(new Date(Date.now() + expiresInMs)),
    };
    const { apiKey, secret } = await peers.client(ApiKeyService).createApiKey(request, call);
    return { ...listed(apiKey), secret };
  });
}

/** All keys, or those of a relying party. */
export function listKeys(input: ApiKeyInput, relyingPartyId: string): Promise<readonly KeyListed[]> {
  return withUnits(input, async ({ peers, call }) => {
    const keys = peers.client(ApiKeyService);
    const all: KeyListed[] = [];
    for (let pageToken = ""; ; ) {
      const page = await keys.listApiKeys({ relyingPartyId, pageSize: PAGE, pageToken }, call);
      all.push(...page.apiKeys.map(listed));
      pageToken = page.nextPageToken;
      if (pageToken === "") return all;
    }
  });
}

/** Ends a key. */
export function revokeKey(input: ApiKeyInput, apiKeyId: string): Promise<KeyListed> {
  return withUnits(input, async ({ peers, call }) =>
    listed((await peers.client(ApiKeyService).revokeApiKey({ apiKeyId }, call)).apiKey),
  );
}

/** Makes the key that takes another's place. */
export function rotateKey(input: ApiKeyInput, apiKeyId: string, overlapMs: number): Promise<KeyShown> {
  return withUnits(input, async ({ peers, call }) => {
    const overlap = { seconds: BigInt(Math.floor(overlapMs / 1_000)), nanos: 0 };
    const request = { apiKeyId, newApiKeyId: uuidv7(), overlap };
    const { apiKey, secret } = await peers.client(ApiKeyService).rotateApiKey(request, call);
    return { ...listed(apiKey), secret };
  });
}

/** Keys for people to read, one a line. */
export function keyTable(keys: readonly KeyListed[]): string {
  const head = ["ID", "NAME", "KEY", "STATE", "SCOPES", "LAST USED", "EXPIRES"];
  const rows = keys.map((key) => [
    key.id,
    key.name,
    `${key.prefix}…`,
    key.state,
    key.relyingPartyId ? `relying party ${key.relyingPartyId}` : key.scopes.join(","),
    key.lastUsed ?? "never",
    key.expires ?? "never",
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ");
  return [head, ...rows].map((cells) => line(cells).trimEnd()).join("\n");
}

function listed(key: ApiKey | undefined): KeyListed {
  if (!key) throw new Error("the answer holds no key");
  const { apiKeyId: id, name, kind, prefix, scopes, relyingPartyId, creator } = key;
  const iso = (time: ApiKey["createTime"]) => time && timestampDate(time).toISOString();
  const expires = iso(key.expireTime);
  const revoked = iso(key.revokeTime);
  const isOver = expires !== undefined && Date.parse(expires) <= Date.now();
  return {
    id,
    name,
    kind: ApiKeyKind[kind].toLowerCase(),
    prefix,
    scopes,
    ...(relyingPartyId !== "" && { relyingPartyId }),
    creator,
    state: revoked !== undefined ? "revoked" : isOver ? "expired" : "live",
    created: iso(key.createTime),
    expires,
    lastUsed: iso(key.lastUseTime),
    revoked,
  };
}
