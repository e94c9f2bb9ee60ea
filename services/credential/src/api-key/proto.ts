import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { problem } from "@signet/kit";
import { ApiKeyKind, type ApiKeySchema } from "@signet/proto/credential/v1/api_key";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { ApiKey } from "./api-key.ts";

const kinds = { bearer: ApiKeyKind.BEARER, hmac: ApiKeyKind.HMAC } satisfies Record<ApiKey["kind"], ApiKeyKind>;

/** A key as a message. */
export function apiKeyToProto(key: ApiKey): MessageInitShape<typeof ApiKeySchema> {
  const { id, name, kind, prefix, relyingPartyId, scopes, creator } = key;
  const { createTime, expireTime, lastUseTime, revokeTime } = key;
  return {
    apiKeyId: id,
    name,
    kind: kinds[kind],
    prefix,
    relyingPartyId,
    scopes: [...scopes],
    creator,
    createTime: timestampFromDate(createTime),
    expireTime: expireTime && timestampFromDate(expireTime),
    lastUseTime: lastUseTime && timestampFromDate(lastUseTime),
    revokeTime: revokeTime && timestampFromDate(revokeTime),
  };
}

/** The kind that a message names; bearer when it names none. */
export function kindFrom(kind: ApiKeyKind): ApiKey["kind"] {
  if (kind === ApiKeyKind.UNSPECIFIED || kind === ApiKeyKind.BEARER) return "bearer";
  if (kind === ApiKeyKind.HMAC) return "hmac";
  throw problem(Reason.ARGUMENT_INVALID, "kind must be BEARER or HMAC");
}
