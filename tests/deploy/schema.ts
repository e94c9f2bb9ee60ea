import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AnyObject, title } from "./objects.ts";

/**
 * Compares objects with the schemas of Kubernetes, which the package kubernetes-types has as types: each object is written
 * down as a literal of its type, and the compiler finds what is missing, misspelt or of another type. (JSON Schemas made
 * from the same source let misspelt keys pass.)
 */
export function schemaFaults(objects: readonly AnyObject[], root: string): readonly string[] {
  const folder = join(root, "node_modules/.cache/signet/deploy");
  const file = join(folder, `objects-${process.pid}.ts`);
  const literals = objects.map(literal);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, literals.join("\n"));

  const options = ["--noEmit", "--strict", "--skipLibCheck", "--ignoreConfig", "--pretty", "false"];
  const modules = ["--module", "esnext", "--moduleResolution", "bundler"];
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { stdout, stderr, status } = spawnSync(process.execPath, [tsc, ...options, ...modules, file], {
    encoding: "utf8",
  });
  const errors = [...stdout.matchAll(/\((\d+),\d+\): error TS\d+: (.+(?:\n .+)*)/g)];
  if (status !== 0 && errors.length === 0) throw new Error(`the compiler failed: ${stdout}${stderr}`);
  return errors.map(([, line, message]) => `${objectAt(objects, literals, Number(line))}: ${message}`);
}

function literal(object: AnyObject, index: number): string {
  const { apiVersion, kind } = object;
  // "networking.k8s.io/v1" is the module "networking/v1"; the first group has no name.
  const module = apiVersion.includes("/") ? apiVersion.replace(/^([a-z]+)[^/]*/, "$1") : `core/${apiVersion}`;
  const type = `import(${JSON.stringify(`kubernetes-types/${module}`)}).${kind}`;
  return `export const object${index}: ${type} = ${JSON.stringify(object, undefined, 2)};`;
}

function objectAt(objects: readonly AnyObject[], literals: readonly string[], line: number): string {
  let last = 0;
  const index = literals.findIndex((text) => {
    last += text.split("\n").length;
    return line <= last;
  });
  const object = objects[index];
  const written = literals.join("\n").split("\n")[line - 1]?.trim();
  return object ? `${title(object)}, at ${written}` : `line ${line}`;
}
