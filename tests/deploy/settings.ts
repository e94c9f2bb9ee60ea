import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { absences, type Config, defaultFile, describeKeys, isConfigError, loadConfig } from "@signet/config";
import { selects } from "./names.ts";
import { type AnyObject, ofKind, type Workload, workloads } from "./objects.ts";

/** Where the image keeps the program: configuration is found relative to it. */
const WORKDIR = "/signet";

/** The configuration that the pods would read, and the ports, names and variables that must agree with it. */
export function settingFaults(
  objects: readonly AnyObject[],
  secret: Readonly<Record<string, string>>,
): readonly string[] {
  const [map] = ofKind(objects, "ConfigMap");
  const text = map?.data?.["config.yaml"];
  if (!map || text === undefined) return ["there is no ConfigMap with a config.yaml"];
  return workloads(objects).flatMap((workload) => {
    const own = Object.fromEntries((workload.container.env ?? []).map(({ name, value = "" }) => [name, value]));
    const env = { ...secret, ...own };
    const { config, faults } = read(text, env);
    return [
      ...unknownVariables(env),
      ...faults,
      ...(config ? portFaults(config, workload) : []),
      ...(config ? addressFaults(config, workload, objects) : []),
      ...mountFaults(workload, map.metadata?.name),
    ].map((fault) => `${workload.kind} ${workload.name}: ${fault}`);
  });
}

/** Variables that the program does not read are misspelt, whoever sets them. */
export function unknownVariables(env: Readonly<Record<string, string>>): readonly string[] {
  const known = new Set(describeKeys().map((key) => key.env));
  return Object.keys(env).flatMap((name) => (known.has(name) ? [] : [`the configuration has no variable ${name}`]));
}

/** Reads it as the program does, strictly: every fault, and every feature that is asked for and not there. */
export function read(text: string, env: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), "signet-deploy-"));
  const file = join(folder, "config.yaml");
  writeFileSync(file, text);
  try {
    const { config, warnings } = loadConfig({ file, env, strict: true });
    return { config, faults: [...warnings, ...absences(config)] };
  } catch (error) {
    if (!isConfigError(error)) throw error;
    return { faults: [error.message.replaceAll(file, "config.yaml")] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function portFaults({ server, rpc }: Config, { kind, container }: Workload): readonly string[] {
  if (kind === "Job") return [];
  const listens: Readonly<Record<string, number | undefined>> = {
    http: server.public.address.port,
    rpc: rpc.address?.port,
  };
  return (container.ports ?? [])
    .filter(({ name, containerPort }) => listens[name ?? ""] !== containerPort)
    .map(
      ({ name, containerPort }) =>
        `its port ${name} is ${containerPort}, but the program listens at ${listens[name ?? ""]}`,
    );
}

/** A unit that runs elsewhere is called by the name and the port of a Service in front of it. */
function addressFaults({ units }: Config, { container }: Workload, objects: readonly AnyObject[]): readonly string[] {
  const [command, ...names] = container.args ?? [];
  if (command !== "serve" || names.includes("all")) return [];
  const running = workloads(objects);
  return Object.entries(units).flatMap(([unit, { url }]) => {
    const { hostname, port } = new URL(url === "" ? "http://missing" : url);
    const service = ofKind(objects, "Service").find(({ metadata }) => metadata?.name === hostname)?.spec;
    const isThere = service?.clusterIP === "None" && service.ports?.some((open) => String(open.port) === port);
    const behind = running.find(({ labels }) => selects(service?.selector, labels))?.container.args?.[1] ?? "";
    return isThere && behind.split(",").includes(unit) ? [] : [`units.${unit}.url is ${url}, where ${unit} is not`];
  });
}

function mountFaults({ pod, container }: Workload, map: string | undefined): readonly string[] {
  const volume = pod.volumes?.find(({ configMap }) => configMap?.name === map)?.name;
  const mount = container.volumeMounts?.find(({ name }) => name === volume)?.mountPath;
  const expected = join(WORKDIR, defaultFile);
  return mount && join(mount, "config.yaml") === expected ? [] : [`the configuration is not at ${expected}`];
}
