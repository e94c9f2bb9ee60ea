import { type AnyObject, type Workload, workloads } from "./objects.ts";

/** What every pod must have so that a hole in it stays small, and so that the cluster can place it. */
const rules: readonly (readonly [string, (workload: Workload) => boolean | undefined])[] = [
  [
    "runs as a user that is not root",
    ({ pod }) => pod.securityContext?.runAsNonRoot && !!pod.securityContext.runAsUser,
  ],
  ["has the runtime's seccomp profile", ({ pod }) => pod.securityContext?.seccompProfile?.type === "RuntimeDefault"],
  ["has no token for the Kubernetes API", ({ pod }) => pod.automountServiceAccountToken === false],
  ["cannot gain privileges", ({ container }) => container.securityContext?.allowPrivilegeEscalation === false],
  ["has no capabilities", ({ container }) => container.securityContext?.capabilities?.drop?.includes("ALL")],
  ["cannot write to its image", ({ container }) => container.securityContext?.readOnlyRootFilesystem],
  [
    "asks for processor and memory",
    ({ container: { resources } }) => !!resources?.requests?.cpu && !!resources.requests.memory,
  ],
  ["has a limit of memory", ({ container }) => !!container.resources?.limits?.memory],
  ["names a version of the image", ({ container }) => /:(?!latest$)/.test(container.image ?? "")],
];

/** Workloads that break a rule. */
export function hardeningFaults(objects: readonly AnyObject[]): readonly string[] {
  return workloads(objects).flatMap((workload) =>
    rules.flatMap(([rule, holds]) =>
      holds(workload) ? [] : [`${workload.kind} ${workload.name} must be one that ${rule}`],
    ),
  );
}
