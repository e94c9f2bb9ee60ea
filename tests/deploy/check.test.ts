import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { containerFaults, objectFaults, overlays } from "./check.ts";
import { composeFaults } from "./compose.ts";
import { dockerfileFaults } from "./dockerfile.ts";
import { hardeningFaults } from "./hardening.ts";
import { nameFaults } from "./names.ts";
import { type AnyObject, title } from "./objects.ts";
import { missing, objectsIn, render } from "./render.ts";
import { schemaFaults } from "./schema.ts";
import { settingFaults } from "./settings.ts";
import { unitFaults } from "./units.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** Said by name where the program is missing; under CI it fails instead. */
const rendering = test.skipIf(missing !== undefined && !process.env.CI);

rendering.each(overlays)("%s is without fault", (folder) => {
  expect(objectFaults(render(join(root, folder)), root)).toEqual([]);
});

test("the Dockerfile and the compose file are without fault", () => {
  expect(containerFaults(root)).toEqual([]);
});

describe("the check finds what is wrong", () => {
  let rendered: string;
  const secret = { SECRET_KEYS: "x".repeat(32), BUS_NATS_URL: "nats://a:4222", RPC_INTERNAL_KEY: "x".repeat(32) };
  beforeAll(() => {
    if (!missing) rendered = JSON.stringify(render(join(root, "deploy/kubernetes/base")));
  });

  /** The objects with one piece of text replaced in the object of that title, or in all. */
  function broken(where: string, from: string, to: string): readonly AnyObject[] {
    const objects: readonly AnyObject[] = JSON.parse(rendered);
    const changed = objects.map((object) => {
      const text = JSON.stringify(object);
      return where === "all" || title(object) === where ? JSON.parse(text.replaceAll(from, to)) : object;
    });
    expect(JSON.stringify(changed), "the change changes something").not.toBe(rendered);
    return changed;
  }

  test("misspelt keys, wrong types, missing members and kinds that do not exist", () => {
    const wrong = objectsIn(
      [
        "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {port: [{port: 1}]}}",
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: b}, spec: {replicas: '2', selector: {}, template: {}}}",
        "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: c}, spec: {selector: {matchLabels: {a: 1}}}}",
        "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: d}, spec: {rules: [{http: {}}]}}",
        "{apiVersion: apps/v1, kind: Deploymnet, metadata: {name: e}}",
        "{apiVersion: v1, kind: ServiceAccount, metadata: {name: f}}",
      ].join("\n---\n"),
      "wrong.yaml",
    );
    const faults = schemaFaults(wrong, root);
    expect(faults.map((fault) => fault.split(",")[0])).toEqual([
      "Service a",
      "Deployment b",
      "PodDisruptionBudget c",
      "Ingress d",
      "Deploymnet e",
    ]);
  });

  rendering.each([
    ["Service identity", '"app.kubernetes.io/component":"identity"', '"app":"x"', "Service identity selects nothing"],
    ["Service gateway", '"targetPort":"http"', '"targetPort":"web"', "Service gateway: gateway has no port web"],
    ["Deployment token", '"port":8003', '"port":8004', "Deployment token: a probe asks a port that it has not"],
    ["Deployment audit", '"configMap":{"name":"', '"configMap":{"name":"x', "its ConfigMap xsignet-config"],
    ["Ingress gateway", '"name":"gateway","port"', '"name":"front","port"', "there is no Service front"],
    ["PodDisruptionBudget audit", 'component":"audit"', 'component":"x"', "PodDisruptionBudget audit selects nothing"],
  ])("%s with %s as %s", (where, from, to, fault) => {
    expect(nameFaults(broken(where, from, to)).join("\n")).toContain(fault);
  });

  rendering.each([
    ["Deployment token", '"runAsNonRoot":true', '"runAsNonRoot":false', "runs as a user that is not root"],
    [
      "Job signet-migrate",
      '"readOnlyRootFilesystem":true',
      '"readOnlyRootFilesystem":false',
      "cannot write to its image",
    ],
    ["Deployment webhook", '"image":"signet:', '"image":"signet', "names a version of the image"],
  ])("%s with %s as %s", (where, from, to, fault) => {
    expect(hardeningFaults(broken(where, from, to)).join("\n")).toContain(fault);
  });

  rendering.each([
    ["all", "cors:", "corse:", "corse"],
    ["all", 'address: \\":8003\\"', 'address: \\":9003\\"', "the program listens at 9003"],
    ["all", "http://token:8003", "http://tokens:8003", "units.token.url is http://tokens:8003, where token is not"],
    ["all", '"mountPath":"/signet/config"', '"mountPath":"/etc/signet"', "the configuration is not at"],
    ["all", "id: example.com", "id: https://example.com", "webauthn.relying_party.id"],
  ])("%s with %s as %s", (where, from, to, fault) => {
    expect(settingFaults(broken(where, from, to), secret).join("\n")).toContain(fault);
  });

  rendering("a variable that the configuration does not know", () => {
    const faults = settingFaults(JSON.parse(rendered), { ...secret, DATABASE_URI: "postgres://a/b" });
    expect(faults).toContain("Deployment token: the configuration has no variable DATABASE_URI");
  });

  rendering.each([
    ["Deployment audit", '["serve","audit"]', '["serve","token"]', "the unit audit is served by 0 Deployments"],
    ["NetworkPolicy gateway-to-units", '"audit"]', '"other"]', "the network keeps gateway from calling audit"],
    ["NetworkPolicy clients-to-units", '"namespaceSelector":{},', "", "the network keeps a customer's back end"],
    ["NetworkPolicy nobody-unless-named", '"policyTypes"', '"ingress":[{}],"policyTypes"', "does not keep a stranger"],
  ])("%s with %s as %s", (where, from, to, fault) => {
    expect(unitFaults(broken(where, from, to)).join("\n")).toContain(fault);
  });

  test.each([
    ["USER 1000:1000", "USER root", "USER must be a number"],
    ["COPY package.json", "COPY pakage.json", "pakage.json does not exist"],
    ["COPY services/token/package.json services/token/\n", "", "services/token/package.json is missing"],
    ["--from=build /release ./", "--from=built /release ./", "there is no stage built"],
    ["HEALTHCHECK", "#", "HEALTHCHECK must ask"],
    ["ENTRYPOINT", "ENTRIPOINT", "ENTRIPOINT"],
  ])("a Dockerfile with %j as %j", (from, to, fault) => {
    const text = read("deploy/docker/Dockerfile");
    expect(text).toContain(from);
    expect(dockerfileFaults(text.replace(from, to), root, ["services/token"]).join("\n")).toContain(fault);
  });

  test.each([
    ["image: signet", "imagine: signet", "imagine"],
    ["FLOWLOCKER_STORE", "FLOW_LOCKER_STORE", "no variable FLOW_LOCKER_STORE"],
    ["docker/Dockerfile", "Dockerfile", "does not exist"],
    ["SECRET_KEYS:", "SERVICE_NAME:", "well-known default"],
  ])("a compose file with %j as %j", (from, to, fault) => {
    const text = read("deploy/compose.yaml");
    expect(text).toContain(from);
    expect(composeFaults(text.replaceAll(from, to), join(root, "deploy")).join("\n")).toContain(fault);
  });
});
