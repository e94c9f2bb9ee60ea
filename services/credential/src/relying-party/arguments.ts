import type { HandlerContext } from "@connectrpc/connect";
import { callerOf, problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { textArgument, uuidArgument } from "../arguments.ts";
import type { Scope } from "./relying-party.ts";
import type { Page } from "./store-credential.ts";

/** The relying party that a call is about, in the caller's tenant. */
export function scopeOf(context: HandlerContext, relyingPartyId: string): Scope {
  const { tenantId } = callerOf(context);
  return { tenantId, relyingPartyId: uuidArgument("relying_party_id", relyingPartyId) };
}

const LONGEST_HANDLE_BYTES = 64;
const LONGEST_NAME = 255;
const LONGEST_URL = 2_048;

/**
 * What a relying party calls a user: the bytes of a user handle (WebAuthn Level 3 section 5.4.3). None ends with a blank:
 * MySQL compares without those, and would take "bob " for "bob".
 */
export function userIdArgument(userId: string): string {
  if (userId.endsWith(" ")) throw problem(Reason.ARGUMENT_INVALID, "user_id must not end with a blank");
  const bytes = Buffer.byteLength(textArgument("user_id", userId, LONGEST_HANDLE_BYTES));
  if (bytes >= 1 && bytes <= LONGEST_HANDLE_BYTES) return userId;
  throw problem(Reason.ARGUMENT_INVALID, `user_id must have 1 to ${LONGEST_HANDLE_BYTES} bytes`);
}

/** A name that authenticators show. */
export function userNameArgument(name: string, value: string): string {
  if (value === "") throw problem(Reason.ARGUMENT_INVALID, `${name} must not be empty`);
  return textArgument(name, value, LONGEST_NAME);
}

/** The address of a picture; empty for none. */
export function iconArgument(icon: string): string {
  if (icon === "" || URL.canParse(textArgument("icon", icon, LONGEST_URL))) return icon;
  throw problem(Reason.ARGUMENT_INVALID, "icon must be an absolute URL");
}

const DEFAULT_SIZE = 20;
const LARGEST_SIZE = 100;
/** Nobody looks that far; a database counts row by row up to there. */
const LAST_PAGE = 1_000_000;

/** The part of a list that a caller asks for. A size above the largest is the largest. */
export function pageArgument({
  page,
  pageSize,
  oldestFirst,
}: {
  readonly page: number;
  readonly pageSize: number;
  readonly oldestFirst: boolean;
}): Page {
  if (page < 0 || pageSize < 0 || page > LAST_PAGE) throw problem(Reason.ARGUMENT_INVALID, "there is no such page");
  const size = Math.min(pageSize || DEFAULT_SIZE, LARGEST_SIZE);
  return { page: page || 1, size, order: oldestFirst ? "asc" : "desc" };
}
