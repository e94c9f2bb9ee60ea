import { randomBytes } from "node:crypto";
import type { JsonObject } from "@bufbuild/protobuf";
import { isUuid, problem, type Secrets } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";

/** A token that hands a sign-in over once. Only its MAC is kept, so the table is of no use to a thief. */
export interface ExchangeToken {
  readonly mac: string;
  readonly userId: string;
  /** What whoever uses it needs to go on. */
  readonly context: JsonObject;
  readonly expireTime: Date;
  readonly createTime: Date;
}

const LIFETIME_MS = 60_000;
const PURPOSE = "exchange token";
/** 32 bytes in base64url with padding, the spelling of the contract. */
const SHAPE = /^[A-Za-z0-9_-]{43}=$/;

/** A new token: what to hand out, and what to keep. */
export function newExchangeToken(
  userId: string,
  context: JsonObject,
  { secrets, now }: { readonly secrets: Secrets; readonly now: Date },
): { readonly token: string; readonly kept: ExchangeToken } {
  if (!isUuid(userId)) throw problem(Reason.ARGUMENT_INVALID, "user_id must be a UUID");
  const token = `${randomBytes(32).toString("base64url")}=`;
  const expireTime = new Date(now.getTime() + LIFETIME_MS);
  return { token, kept: { mac: secrets.mac(PURPOSE, token), userId, context, expireTime, createTime: now } };
}

/** The MACs a token may be kept under, one for each secret that is still good; none for a text that is no token. */
export function exchangeTokenMacs(token: string, secrets: Secrets): readonly string[] {
  return SHAPE.test(token) ? secrets.macs(PURPOSE, token) : [];
}
