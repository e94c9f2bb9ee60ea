import type { ApplicationSettings } from "@signet/config";
import { networks } from "@signet/config";
import type { Route } from "./http/route.ts";

const isLoopback = networks(["127.0.0.0/8", "::1/128"]);

/**
 * Keeps strangers from the admin routes. The contract's admin API asks nobody who they are, which is fine where only this
 * machine can reach it or the operator says that the network keeps it private; everywhere else it stays shut.
 */
export function guarded(
  routes: readonly Route[],
  { address, auth }: ApplicationSettings["server"]["admin"],
): readonly Route[] {
  if (auth === "none" || address.host === "localhost" || isLoopback(address.host)) return routes;
  const message = "bind server.admin.address to loopback or set server.admin.auth: none to use the admin API";
  return routes.map((route) => ({ ...route, handle: () => ({ failure: { status: 401, message } }) }));
}
