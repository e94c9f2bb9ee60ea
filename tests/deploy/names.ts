import type { Probe } from "kubernetes-types/core/v1.d.ts";
import { type AnyObject, type Labels, ofKind, type Workload, workloads } from "./objects.ts";

/** Names, labels and ports that one object says and another must have. The schemas do not know of them. */
export function nameFaults(objects: readonly AnyObject[]): readonly string[] {
  const running = workloads(objects);
  return [
    ...running.flatMap((workload) => workloadFaults(workload, objects)),
    ...ofKind(objects, "Deployment").flatMap(({ metadata, spec }) =>
      selects(spec?.selector.matchLabels, spec?.template.metadata?.labels)
        ? []
        : [`Deployment ${metadata?.name} does not select its own pods`],
    ),
    ...ofKind(objects, "Service").flatMap(({ metadata, spec }) => serviceFaults(metadata?.name, spec, running)),
    ...ofKind(objects, "PodDisruptionBudget").flatMap(({ metadata, spec }) =>
      running.some(({ labels }) => selects(spec?.selector?.matchLabels, labels))
        ? []
        : [`PodDisruptionBudget ${metadata?.name} selects nothing`],
    ),
    ...ofKind(objects, "Ingress").flatMap((ingress) => ingressFaults(ingress, objects)),
  ];
}

/** Whether a selector with equalities chooses these labels. An empty one chooses everything, and is never meant here. */
export function selects(selector: Labels | undefined, labels: Labels | undefined): boolean {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => labels?.[key] === value);
}

function workloadFaults({ kind, name, pod, container }: Workload, objects: readonly AnyObject[]): readonly string[] {
  const has = (wanted: string, called: string | undefined) =>
    called === undefined || objects.some((object) => object.kind === wanted && object.metadata.name === called);
  const maps = (pod.volumes ?? []).flatMap(({ configMap }) => configMap?.name ?? []);
  const mounts = (container.volumeMounts ?? []).map((mount) => mount.name);
  const probes = [container.startupProbe, container.readinessProbe, container.livenessProbe];
  const faults: readonly (readonly [boolean, string])[] = [
    [!has("ServiceAccount", pod.serviceAccountName), `its ServiceAccount ${pod.serviceAccountName} is missing`],
    ...maps.map((map) => [!has("ConfigMap", map), `its ConfigMap ${map} is missing`] as const),
    ...mounts.map(
      (mount) => [!pod.volumes?.some((volume) => volume.name === mount), `its volume ${mount} is missing`] as const,
    ),
    ...probes.map(
      (probe) => [!probesOwnPort(probe, container.ports ?? []), "a probe asks a port that it has not"] as const,
    ),
    [kind === "Deployment" && probes.includes(undefined), "it must have a startup, a readiness and a liveness probe"],
  ];
  return faults.flatMap(([isFault, what]) => (isFault ? [`${kind} ${name}: ${what}`] : []));
}

type Ports = readonly { readonly name?: string; readonly containerPort: number }[];

function probesOwnPort(probe: Probe | undefined, ports: Ports): boolean {
  const port = probe?.grpc?.port ?? probe?.httpGet?.port ?? probe?.tcpSocket?.port;
  return probe === undefined || hasPort(ports, port);
}

function hasPort(ports: Ports, wanted: string | number | undefined): boolean {
  return ports.some(({ name, containerPort }) => wanted === name || wanted === containerPort);
}

type ServiceSpec = NonNullable<ReturnType<typeof ofKind<"Service">>[number]["spec"]>;

function serviceFaults(
  name: string | undefined,
  spec: ServiceSpec | undefined,
  running: readonly Workload[],
): readonly string[] {
  const behind = running.filter(({ labels }) => selects(spec?.selector, labels));
  if (behind.length === 0) return [`Service ${name} selects nothing`];
  return behind.flatMap((workload) =>
    (spec?.ports ?? [])
      .filter(({ targetPort, port }) => !hasPort(workload.container.ports ?? [], targetPort ?? port))
      .map(({ targetPort }) => `Service ${name}: ${workload.name} has no port ${targetPort}`),
  );
}

type Ingress = ReturnType<typeof ofKind<"Ingress">>[number];

function ingressFaults({ metadata, spec }: Ingress, objects: readonly AnyObject[]): readonly string[] {
  const backends = (spec?.rules ?? []).flatMap(({ http }) => http?.paths.map(({ backend }) => backend.service) ?? []);
  return backends.flatMap((wanted) => {
    const service = ofKind(objects, "Service").find((candidate) => candidate.metadata?.name === wanted?.name);
    const found = service?.spec?.ports?.some(
      ({ name, port }) => name === wanted?.port?.name || port === wanted?.port?.number,
    );
    return found ? [] : [`Ingress ${metadata?.name}: there is no Service ${wanted?.name} with that port`];
  });
}
