import { rescue } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { trustTokenOf } from "./account/devices.ts";
import type { Turn } from "./engine/types.ts";
import type { Limited, Taken } from "./limiter.ts";
import { networkOf } from "./policy/network.ts";
import type { Visit } from "./visit.ts";

/** Counts an attempt of this turn. The answer is undefined, or the whole seconds to wait. */
export async function takeToken(turn: Turn, what: Limited): Promise<number | undefined> {
  const { userId, email = "", identifier = "" } = turn.data;
  // One account, one count, under whichever of its names it was called. Mails count for their address alone: each
  // registration has a user id of its own, and limits must not tell which addresses belong together.
  const account = what === "passcode" ? email : (userId ?? (email || identifier));
  const taken = await countAttempt(turn, what, { userId, account });
  return taken?.wait;
}

/** Counts an attempt at an account, by a name that stays the same; undefined where nothing is counted. */
export function countAttempt(
  visit: Visit,
  what: Limited,
  { userId, account }: { readonly userId: string | undefined; readonly account: string },
): Promise<Taken | undefined> {
  return visit.limiter.count(what, {
    network: networkOf(visit.address),
    account,
    knownDevice: async () => (userId === undefined ? undefined : knownDevice(visit, userId)),
  });
}

/** A device is known by a trust token or a session of the very account; whoever brings neither costs no call. */
async function knownDevice(visit: Visit, userId: string): Promise<string | undefined> {
  const token = await trustTokenOf(visit, userId);
  if (token !== undefined) return token;
  const tokens = visit.client?.sessionTokens ?? [];
  if (tokens.length === 0) return undefined;
  const check = visit.leaves.tokens.validateSession({ tokens, touch: false }, visit.call());
  const found = await rescue(check, { [Reason.TOKEN_CLAIMS_INVALID]: () => undefined });
  return found?.session?.userId === userId ? found.session.sessionId : undefined;
}
