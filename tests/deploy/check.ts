import { readFileSync } from "node:fs";
import { join } from "node:path";
import { composeFaults } from "./compose.ts";
import { dockerfileFaults } from "./dockerfile.ts";
import { hardeningFaults } from "./hardening.ts";
import { nameFaults } from "./names.ts";
import type { AnyObject } from "./objects.ts";
import { objectsIn } from "./render.ts";
import { schemaFaults } from "./schema.ts";
import { settingFaults } from "./settings.ts";
import { unitFaults } from "./units.ts";

/** The folders that make an installation. */
export const overlays = ["deploy/kubernetes/base", "deploy/kubernetes/overlays/single"];

const SECRET = "deploy/kubernetes/common/secret.example.yaml";

/** Everything that is wrong with rendered objects, schema first: what comes after relies on it. */
export function objectFaults(objects: readonly AnyObject[], root: string): readonly string[] {
  const [secret] = objectsIn(readFileSync(join(root, SECRET), "utf8"), SECRET) as readonly (AnyObject & {
    readonly stringData: Readonly<Record<string, string>>; // the example has them in clear text
  })[];
  const faults = schemaFaults([...objects, ...(secret ? [secret] : [])], root);
  if (faults.length > 0) return faults;
  return [
    ...nameFaults(objects),
    ...hardeningFaults(objects),
    ...settingFaults(objects, secret?.stringData ?? {}),
    ...unitFaults(objects),
  ];
}

/** Everything that is wrong with the image's recipe and with the compose file. */
export function containerFaults(root: string): readonly string[] {
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const { packages }: { packages: Readonly<Record<string, { link?: boolean; resolved?: string }>> } = JSON.parse(
    read("package-lock.json"),
  );
  const workspaces = Object.values(packages).flatMap(({ link, resolved }) => (link && resolved ? [resolved] : []));
  return [
    ...dockerfileFaults(read("deploy/docker/Dockerfile"), root, workspaces).map((fault) => `Dockerfile: ${fault}`),
    ...composeFaults(read("deploy/compose.yaml"), join(root, "deploy")).map((fault) => `compose.yaml: ${fault}`),
  ];
}
