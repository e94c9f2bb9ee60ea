import { execFileSync, spawnSync } from "node:child_process";
import { relative } from "node:path";
import { parseAllDocuments } from "yaml";
import type { AnyObject } from "./objects.ts";

/** The programs that render a kustomization, and how each is told to. */
const RENDERERS: readonly (readonly [string, string])[] = [
  ["kustomize", "build"],
  ["kubectl", "kustomize"],
];

const renderer = RENDERERS.find(([program]) => spawnSync(program, ["version", "--client"]).error === undefined);

/** What keeps this machine from rendering, if anything. */
export const missing = renderer ? undefined : "neither kustomize nor kubectl is installed, and one of them must render";

/** Renders a folder with a kustomization.yaml to the objects that would be applied. */
export function render(folder: string): readonly AnyObject[] {
  if (!renderer) throw new Error(missing);
  const [program, command] = renderer;
  return objectsIn(execFileSync(program, [command, folder], { encoding: "utf8" }), relative(".", folder));
}

/** The objects of a YAML file with one or more documents. */
export function objectsIn(text: string, where: string): readonly AnyObject[] {
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`${where}: ${error.message}`);
    // Its shape is what the schemas are for.
    return document.toJS() as AnyObject;
  });
}
