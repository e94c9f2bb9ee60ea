import type { LabelSelector } from "kubernetes-types/meta/v1.d.ts";
import type { NetworkPolicyPeer } from "kubernetes-types/networking/v1.d.ts";
import { type AnyObject, type Labels, ofKind, type Workload } from "./objects.ts";

/** Where a call comes from. */
export interface Source {
  readonly labels: Labels;
  /** Whether it runs in the namespace of the policies. */
  readonly near: boolean;
}

/** Whether the network policies let a source reach a port of a workload: open while no policy speaks of the pod. */
export function mayReach(
  objects: readonly AnyObject[],
  source: Source,
  { labels, container }: Workload,
  port: string,
): boolean {
  const policies = ofKind(objects, "NetworkPolicy").flatMap(({ spec }) =>
    spec && matches(spec.podSelector, labels) ? [spec] : [],
  );
  const number = container.ports?.find(({ name }) => name === port)?.containerPort;
  const rules = policies.flatMap(({ ingress = [] }) => ingress);
  return (
    policies.length === 0 ||
    rules.some(
      ({ from, ports }) =>
        (from === undefined || from.some((peer) => isPeer(peer, source))) &&
        (ports === undefined || ports.some((open) => open.port === port || open.port === number)),
    )
  );
}

function isPeer({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, { labels, near }: Source): boolean {
  if (ipBlock) return false;
  return (near || namespaceSelector !== undefined) && (podSelector === undefined || matches(podSelector, labels));
}

function matches({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator !== "In") throw new Error(`this check does not know the operator ${operator}`);
      return values.includes(labels[key] ?? "");
    })
  );
}
