import { randomBytes } from "node:crypto";
import { isScope, problem, scopeTable } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { textArgument } from "../arguments.ts";

/** A key of a program, without its secret. */
export interface ApiKey {
  readonly id: string;
  /** Empty for keys of the installation. */
  readonly relyingPartyId: string;
  readonly name: string;
  readonly kind: ApiKeyKind;
  /** How the secret begins. */
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly creator: string;
  readonly createTime: Date;
  readonly expireTime?: Date;
  readonly lastUseTime?: Date;
  readonly revokeTime?: Date;
}

/** How it is shown: as it is, or in signatures. */
export type ApiKeyKind = "bearer" | "hmac";

/** How many keys of an installation, or of a relying party, may hold at a time. */
export const MAX_KEYS = 1_000;
/** Ended keys are listed for so long, so that one found in a log can still be told. */
export const KEPT_AFTER_END_MS = 30 * 24 * 3_600_000;

const LONGEST_NAME = 100;
const SECRET_BYTES = 32;
/** Scanners of code find a key of ours by its first word. */
const MARK = "signet_";
/** What clients of the passkey API are used to (authentication-api.md section 2.1). */
const RELYING_PARTY_SECRET_BYTES = 64;
const SHOWN = 6;

/** A fresh secret: of an installation `signet_` and 43 characters, of a relying party 88 in padded base64url. */
export function newSecret(relyingPartyId: string): { readonly secret: string; readonly prefix: string } {
  const secret =
    relyingPartyId === ""
      ? `${MARK}${randomBytes(SECRET_BYTES).toString("base64url")}`
      : `${randomBytes(RELYING_PARTY_SECRET_BYTES).toString("base64url")}==`;
  return { secret, prefix: secret.slice(0, relyingPartyId === "" ? MARK.length + SHOWN : SHOWN) };
}

/** Whether a key holds. */
export function isLive({ revokeTime, expireTime }: ApiKey, now: Date): boolean {
  return revokeTime === undefined && (expireTime === undefined || expireTime > now);
}

/** A name for people. */
export function nameFrom(text: string): string {
  const name = textArgument("name", text, LONGEST_NAME).trim();
  if (name === "") throw problem(Reason.ARGUMENT_INVALID, "name must not be empty");
  return name;
}

/** What a key may do. A key of a relying party may do what relying parties do, and nothing else. */
export function scopesFrom(words: readonly string[], relyingPartyId: string): readonly string[] {
  if (relyingPartyId !== "") {
    if (words.length === 0) return [];
    throw problem(Reason.ARGUMENT_INVALID, "a key of a relying party has no scopes");
  }
  const unknown = words.filter((word) => !isScope(word));
  if (unknown.length > 0) throw badScopes(`there is no scope ${unknown.join(", ").slice(0, 200)}`);
  if (words.length === 0) throw badScopes("scopes must name at least one, unless the key is a relying party's");
  return [...new Set(words)].toSorted();
}

function badScopes(fault: string) {
  return problem(Reason.ARGUMENT_INVALID, `${fault}; there are: ${scopeTable.map(({ scope }) => scope).join(", ")}`);
}

/** When a key ends, if it does. */
export function expireTimeFrom(time: Date | undefined, now: Date): Date | undefined {
  if (time === undefined || time > now) return time;
  throw problem(Reason.ARGUMENT_INVALID, "expire_time must be in the future");
}

/** The end of the key that takes another's place: it lives as long as that one was made for. */
export function expireTimeAfter({ createTime, expireTime }: ApiKey, now: Date): Date | undefined {
  return expireTime && new Date(now.getTime() + expireTime.getTime() - createTime.getTime());
}

/** The end of the key that is replaced: after the overlap, and never later than it would have been. */
export function expireTimeOfReplaced({ expireTime }: ApiKey, overlapMs: number, now: Date): Date {
  const end = new Date(now.getTime() + overlapMs);
  return expireTime && expireTime < end ? expireTime : end;
}
