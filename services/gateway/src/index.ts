import type { Unit } from "@signet/kit";
import { type DoorName, openDoors } from "./listeners.ts";

/** The unit with some of its doors, for installations that keep the admin API elsewhere. */
export function gatewayWith(doors: readonly DoorName[]): Unit {
  return {
    name: "gateway",
    services: [],
    outbox: false,
    create: (deps) => ({
      routes: () => undefined,
      start: () => openDoors(doors, deps),
    }),
  };
}

/** HTTP, JSON and cookies for browsers and SDKs. Translates, never decides. */
export const gateway: Unit = gatewayWith(["public", "admin", "rpc"]);
