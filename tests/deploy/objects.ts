import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Job } from "kubernetes-types/batch/v1.d.ts";
import type { ConfigMap, Container, PodSpec, Service, ServiceAccount } from "kubernetes-types/core/v1.d.ts";
import type { Ingress, NetworkPolicy } from "kubernetes-types/networking/v1.d.ts";
import type { PodDisruptionBudget } from "kubernetes-types/policy/v1.d.ts";

/** Any object of Kubernetes, as far as all of them are alike. */
export interface AnyObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Labels and selectors. */
export type Labels = Readonly<Record<string, string>>;

interface Kinds {
  ConfigMap: ConfigMap;
  Deployment: Deployment;
  Ingress: Ingress;
  Job: Job;
  NetworkPolicy: NetworkPolicy;
  PodDisruptionBudget: PodDisruptionBudget;
  Service: Service;
  ServiceAccount: ServiceAccount;
}

/** The objects of a kind. */
export function ofKind<K extends keyof Kinds>(objects: readonly AnyObject[], kind: K): readonly Kinds[K][] {
  const found: readonly unknown[] = objects.filter((object) => object.kind === kind);
  return found as readonly Kinds[K][]; // compared with the schema of this kind before anybody asks
}

/** What runs: Deployments and Jobs, with their pods. */
export interface Workload {
  readonly name: string;
  readonly kind: "Deployment" | "Job";
  readonly labels: Labels;
  readonly pod: PodSpec;
  readonly container: Container;
}

/** Every workload. Ours have one container each, which unpatched leftovers would not. */
export function workloads(objects: readonly AnyObject[]): readonly Workload[] {
  return (["Deployment", "Job"] as const).flatMap((kind) =>
    ofKind(objects, kind).map(({ metadata, spec }) => {
      const pod = spec?.template.spec;
      const [container, ...more] = pod?.containers ?? [];
      if (!pod || !container || more.length > 0) throw new Error(`${kind} ${metadata?.name} must have one container`);
      return { kind, name: metadata?.name ?? "", labels: spec?.template.metadata?.labels ?? {}, pod, container };
    }),
  );
}

/** "Deployment gateway": how a fault says where it is. */
export function title({ kind, metadata: { name } }: AnyObject): string {
  return `${kind} ${name}`;
}
