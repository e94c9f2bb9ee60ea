import type { ApplicationSettings } from "@signet/config";
import { networks } from "@signet/config";
import { scopeOfRoute } from "@signet/kit";
import { callOf } from "../http/exchange.ts";
import type { Outcome, Route } from "../http/route.ts";
import type { Keeper } from "./keeper.ts";

type AdminSettings = ApplicationSettings["server"]["admin"];

/** What the admin API asks of its callers: a key, or nothing because of where it listens or of what the operator said. */
export type AdminGuard = "api key" | "loopback" | "none";

const isLoopback = networks(["127.0.0.0/8", "::1/128"]);

/**
 * How the admin API is kept. The contract's asks nobody who they are, which is fine where only this machine can reach it
 * or the operator says that the network keeps it private; everywhere else it asks for a key.
 */
export function adminGuard({ address, auth }: AdminSettings): AdminGuard {
  if (auth === "none") return "none";
  return isThisMachine(address.host) ? "loopback" : "api key";
}

function isThisMachine(host: string): boolean {
  return host === "localhost" || isLoopback(host);
}

/**
 * Whether a request names this machine, as whoever works at it does. A page from elsewhere can have its own name resolved to
 * the loopback address, and its visitor's browser would then let it read every answer (DNS rebinding); the name betrays it.
 */
function namesThisMachine(authority: string | undefined): boolean {
  const url = `http://${authority ?? ""}`;
  return URL.canParse(url) && isThisMachine(new URL(url).hostname.replace(/^\[|\]$/g, ""));
}

/** What the start says about it, in one line. */
export const guardNotes: Readonly<Record<AdminGuard, string>> = {
  "api key": "asks for API keys (signet apikey create)",
  loopback: "asks nobody who they are: it listens on loopback, so only this machine can reach it",
  none: "asks nobody who they are: server.admin.auth is none, so the network must keep it private",
};

function forThisMachine(route: Route): Route {
  const message =
    "without API keys this is for this machine alone: ask for it as localhost, or set server.admin.auth to none behind a proxy";
  const handle: Route["handle"] = (exchange) =>
    namesThisMachine(exchange.incoming.headers.host) ? route.handle(exchange) : { failure: { status: 403, message } };
  return { ...route, handle };
}

/** Routes that are served to keys with the scope that each of them needs. */
export function guarded(routes: readonly Route[], settings: AdminSettings, keeper: Keeper): readonly Route[] {
  const guard = adminGuard(settings);
  if (guard === "none") return routes;
  if (guard === "loopback") return routes.map(forThisMachine);
  return routes.map((route) => {
    const scope = scopeOfRoute(route.method, route.path);
    const handle: Route["handle"] = async (exchange): Promise<Outcome> => {
      const admission = await keeper(exchange.incoming.headers.authorization, scope, callOf(exchange));
      if ("apiKeyId" in admission) return route.handle({ ...exchange, apiKeyId: admission.apiKeyId });
      const { refused, why: message } = admission;
      if (refused === "scope") return { failure: { status: 403, message } };
      return { failure: { status: 401, message, beside: { headers: { "www-authenticate": "Bearer" } } } };
    };
    return { ...route, handle };
  });
}
