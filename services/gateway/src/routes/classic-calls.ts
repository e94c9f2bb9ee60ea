import type { TenantSettings } from "@signet/config";
import { metadataOf, reasonOf } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { ClassicLimit } from "@signet/proto/flow/v1/classic";
import type { IssuedSession } from "@signet/proto/flow/v1/flow_service";
import { deletedSessionCookie } from "../cookies.ts";
import { handedOver } from "../effects.ts";
import type { Failure } from "../errors.ts";
import type { Answer, Beside } from "../http/answer.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Outcome, Route } from "../http/route.ts";
import type { Neighbours } from "../neighbours.ts";
import { presentedSession, unauthorized } from "../signed-in.ts";

/** Whom classic routes ask. */
export type ClassicNeighbours = Pick<Neighbours, "classic" | "classicAccount" | "token" | "identity" | "credential">;

type Metadata = Readonly<Record<string, string>>;

/** What a route answers where its call fails for a reason, maybe by what else is said of it. */
export type Refusals = Partial<Record<Reason, Failure | ((metadata: Metadata) => Failure)>>;

/** What every classic route answers likewise. */
const common: Refusals = {
  [Reason.METHOD_DISABLED]: { status: 404 },
  [Reason.SESSION_INVALID]: { status: 401 },
  [Reason.RATE_LIMITED]: { status: 429 },
  [Reason.SECOND_FACTOR_REQUIRED]: { status: 401, message: "a second factor is required" },
};

/** Routes that are nobody's where the settings switch them off, whatever is sent to them (public-rest.md 7). */
export function where(isOn: (settings: TenantSettings) => boolean, routes: readonly Route[]): readonly Route[] {
  return routes.map((route) => ({
    ...route,
    handle: (exchange) => (isOn(exchange.settings) ? route.handle(exchange) : { failure: { status: 404 } }),
  }));
}

/** What is wrong with a request is told to who is signed in; whoever is not learns that first (public-rest.md 8.10). */
export async function refusal(asked: ClassicNeighbours, exchange: Exchange, failure: Failure): Promise<Outcome> {
  const signedIn = await presentedSession(asked, exchange, { touch: true });
  return signedIn.session ? { failure } : unauthorized(exchange, signedIn);
}

/** Waits for a call and shapes its response, or tells why there is none. */
export async function outcomeOf<T>(
  exchange: Exchange,
  call: Promise<T>,
  { refusals = {}, answer }: { readonly refusals?: Refusals; readonly answer: (response: T) => Answer },
): Promise<Outcome> {
  try {
    return answer(await call);
  } catch (error) {
    const reason = reasonOf(error) ?? Reason.UNSPECIFIED;
    const metadata = metadataOf(error);
    const refusal = refusals[reason] ?? common[reason];
    if (!refusal) throw error;
    const failure = typeof refusal === "function" ? refusal(metadata) : refusal;
    const detail = error instanceof Error ? error.message : undefined;
    return { failure: { ...failure, detail, beside: besideFailure(exchange, metadata) } };
  }
}

/** The headers of a new session, and how the count of attempts stands. */
export function beside(
  { settings }: Exchange,
  { session, limit }: { readonly session?: IssuedSession; readonly limit?: ClassicLimit },
): Beside {
  const handed = session && handedOver(session, settings);
  const counted = limit && limitHeaders(String(limit.limit), String(limit.remaining), String(limit.resetSeconds));
  return { headers: { "cache-control": "no-store", ...handed?.headers, ...counted }, cookies: handed?.cookies ?? [] };
}

function besideFailure({ settings }: Exchange, metadata: Metadata): Beside {
  const { limit, remaining, reset, wait, idle_expired: idleExpired } = metadata;
  const counted = limit && remaining && reset ? limitHeaders(limit, remaining, reset) : {};
  return {
    headers: { ...counted, ...(wait && { "retry-after": wait }) },
    cookies: idleExpired ? [deletedSessionCookie(settings)] : [],
  };
}

/** public-rest.md 4. */
function limitHeaders(limit: string, remaining: string, reset: string): Record<string, string> {
  return { "x-ratelimit-limit": limit, "x-ratelimit-remaining": remaining, "x-ratelimit-reset": reset };
}
