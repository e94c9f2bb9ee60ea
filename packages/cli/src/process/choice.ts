import { gatewayWith } from "@signet/gateway";
import type { Unit } from "@signet/kit";
import { units as allUnits } from "../units.ts";

/** Which units a process runs. */
export interface Choice {
  /** All units there are, the gateway with the listeners that were asked for. */
  readonly units: readonly Unit[];
  /** Names of those that run here. */
  readonly here: ReadonlySet<string>;
}

type Door = "public" | "admin" | "rpc";

/** Everything in one process. */
export const everything: Choice = { units: allUnits, here: new Set(allUnits.map(({ name }) => name)) };

/** Words for `signet serve` besides the names of units: the contract's names for the gateway's listeners. */
const wholes: Readonly<Record<string, readonly Door[]>> = {
  all: ["public", "admin", "rpc"],
  public: ["public", "rpc"],
  admin: ["admin"],
};

/** Reads the arguments of `signet serve`: names of units, or words for everything with some of the listeners. */
export function choose(given: readonly string[]): Choice {
  const names = given.flatMap((part) => part.split(",")).filter((name) => name !== "");
  const known = [...Object.keys(wholes), ...everything.here];
  const unknown = names.filter((name) => !known.includes(name));
  if (names.length === 0) throw new Error(`say what to serve: ${known.join(", ")}`);
  if (unknown.length > 0) throw new Error(`there is no unit ${unknown.join(", ")}; there are: ${known.join(", ")}`);

  const listeners = names.flatMap((name) => wholes[name] ?? []);
  if (listeners.length === 0) return { units: allUnits, here: new Set(names) };
  const gateway = gatewayWith([...new Set(listeners)]);
  return { units: allUnits.map((unit) => (unit.name === gateway.name ? gateway : unit)), here: everything.here };
}
