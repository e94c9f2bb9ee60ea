import { rescue } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { ValidateSessionResponse } from "@signet/proto/token/v1/token_service";
import { deletedSessionCookie } from "./cookies.ts";
import { failureAnswer } from "./errors.ts";
import type { Answer, Beside } from "./http/answer.ts";
import { callOf, type Exchange } from "./http/exchange.ts";
import type { Neighbours } from "./neighbours.ts";
import { sessionTokens } from "./session-tokens.ts";

const nobody: Pick<ValidateSessionResponse, "session" | "claims" | "idleExpired"> = { idleExpired: false };

/** Who is signed in, if anybody. A token that lies about its claims is as good as none. */
export async function presentedSession(
  { token }: Pick<Neighbours, "token">,
  exchange: Exchange,
  { touch }: { readonly touch: boolean },
) {
  const tokens = sessionTokens(exchange);
  if (tokens.length === 0) return nobody;
  return rescue(token.validateSession({ tokens, touch }, callOf(exchange)), {
    [Reason.TOKEN_CLAIMS_INVALID]: () => nobody,
  });
}

/** What a route answers to nobody. */
export function unauthorized({ settings }: Exchange, response: Pick<ValidateSessionResponse, "idleExpired">): Answer {
  return { ...failureAnswer("rest", { status: 401 }, false), ...forgetting(response, settings) };
}

/** What is about one person must not stay in a shared cache. */
export const unshared: Beside = { headers: { "cache-control": "no-store" } };

/** A session that ended because it was idle leaves a cookie behind, which should go. */
export function forgetting(
  { idleExpired }: Pick<ValidateSessionResponse, "idleExpired">,
  settings: Exchange["settings"],
): Beside {
  return idleExpired ? { ...unshared, cookies: [deletedSessionCookie(settings)] } : unshared;
}
