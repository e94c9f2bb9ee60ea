import { rescue } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { Turn } from "./engine/types.ts";
import type { Limited } from "./limiter.ts";
import { tokenFor } from "./policy/device-trust.ts";
import { networkOf } from "./policy/network.ts";

/** Counts an attempt of this turn. The answer is undefined, or the whole seconds to wait. */
export function takeToken(turn: Turn, what: Limited): Promise<number | undefined> {
  const { userId, email, identifier } = turn.data;
  return turn.limiter.take(what, {
    network: networkOf(turn.address),
    // One account, one count, under whichever of its names it was called.
    account: userId ?? email ?? identifier ?? "",
    knownDevice: () => knownDevice(turn),
  });
}

/** A device is known by a trust token or a session of the very account; whoever brings neither costs no call. */
async function knownDevice(turn: Turn): Promise<string | undefined> {
  const { userId } = turn.data;
  if (userId === undefined) return undefined;
  const token = tokenFor(turn.client?.deviceTrust ?? "", userId);
  if (token !== undefined && (await turn.leaves.devices.checkDevice({ userId, token }, turn.call())).trusted)
    return token;

  const tokens = turn.client?.sessionTokens ?? [];
  if (tokens.length === 0) return undefined;
  const check = turn.leaves.tokens.validateSession({ tokens, touch: false }, turn.call());
  const found = await rescue(check, { [Reason.TOKEN_CLAIMS_INVALID]: () => undefined });
  return found?.session?.userId === userId ? found.session.sessionId : undefined;
}
