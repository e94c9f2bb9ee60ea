import type { Unit } from "@signet/kit";
import { type ListenerName, openListeners } from "./listeners.ts";

/** The unit with some of its listeners, for installations that keep the admin API elsewhere. */
export function gatewayWith(listeners: readonly ListenerName[]): Unit {
  return {
    name: "gateway",
    services: [],
    outbox: false,
    create: (deps) => ({
      routes: () => undefined,
      start: () => openListeners(listeners, deps),
    }),
  };
}

/** HTTP, JSON and cookies for browsers and SDKs. Translates, never decides. */
export const gateway: Unit = gatewayWith(["public", "admin"]);
