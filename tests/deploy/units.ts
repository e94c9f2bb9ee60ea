import { choose } from "../../packages/cli/src/process/choice.ts";
import { mayCall, units } from "../../packages/cli/src/units.ts";
import { mayReach, type Source } from "./network.ts";
import { type AnyObject, ofKind, type Workload, workloads } from "./objects.ts";

/** The label of a customer's back end that makes typed calls. */
const CLIENT = { "signet/client": "rpc" };

/** What the manifests say of the units against what the program does: who runs where, who may call whom. */
export function unitFaults(objects: readonly AnyObject[]): readonly string[] {
  const serving = workloads(objects).flatMap((workload) => {
    const [command, ...names] = workload.container.args ?? [];
    return command === "serve" ? [{ ...workload, here: choose(names).here }] : [];
  });
  return [
    ...units.flatMap(({ name }) => {
      const homes = serving.filter(({ here }) => here.has(name)).length;
      return homes === 1 ? [] : [`the unit ${name} is served by ${homes} Deployments; it must be one`];
    }),
    ...strategyFaults(objects),
    ...serving.flatMap((callee) => callFaults(objects, callee, serving)),
  ];
}

interface Serving extends Workload {
  readonly here: ReadonlySet<string>;
}

/** The network lets exactly those through whom the program's own table names. */
function callFaults(objects: readonly AnyObject[], callee: Serving, serving: readonly Serving[]): readonly string[] {
  const callers = [...callee.here].flatMap((unit) => mayCall[unit] ?? []);
  const others = serving.filter(({ name }) => name !== callee.name);
  const sources: readonly (readonly [string, Source, boolean])[] = [
    ...others.map(
      ({ name, labels, here }) => [name, { labels, near: true }, callers.some((caller) => here.has(caller))] as const,
    ),
    ["a customer's back end", { labels: CLIENT, near: false }, callers.includes("api")],
    ["a stranger", { labels: { app: "stranger" }, near: false }, false],
    ["a stranger in the namespace", { labels: { app: "stranger" }, near: true }, false],
  ];
  return sources.flatMap(([who, source, may]) =>
    mayReach(objects, source, callee, "rpc") === may
      ? []
      : [`the network ${may ? "keeps" : "does not keep"} ${who} from calling ${callee.name}`],
  );
}

/** A rollout must never have fewer pods than before: sign-in goes on meanwhile. */
function strategyFaults(objects: readonly AnyObject[]): readonly string[] {
  return ofKind(objects, "Deployment")
    .filter(({ spec }) => spec?.strategy?.rollingUpdate?.maxUnavailable !== 0)
    .map(({ metadata }) => `Deployment ${metadata?.name} loses pods while it rolls out`);
}
