import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, type Source, sources } from "../house/sources.ts";

/** A piece of code that a page or a description shows. */
export interface Example {
  /** Where it is: the file, and the heading or the name that it belongs to. */
  readonly name: string;
  readonly code: string;
  /** What it says that it prints, line by line. */
  readonly prints: readonly string[];
}

const README = "packages/sdk/README.md";
const index = readFileSync(join(root, "packages/sdk/src/index.ts"), "utf8");

/** What the package exports: each name, with `type` before it where it is one. */
export const exported: readonly string[] = [...index.matchAll(/export (type )?\{([^}]*)\}/g)].flatMap(
  ([, type = "", names = ""]) =>
    names
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "")
      .map((name) => type + name),
);

/** A function of the package, or a method of an interface, and what is written above it. */
interface Documented {
  readonly path: string;
  readonly name: string;
  readonly comment: string;
}

/** Every example of the package: of its README, and of the descriptions in its sources. */
export function examples(): readonly Example[] {
  const described = documented().flatMap(({ path, name, comment }) =>
    [...comment.matchAll(/```ts\n([\s\S]*?)```/g)].map(({ 1: code = "" }) =>
      example(`${path}, ${name}`, code.replace(/^ *\* ?/gm, "")),
    ),
  );
  return [...readmeExamples(), ...described];
}

/** Everything that strangers can call and that has no example. */
export function withoutExample(): readonly string[] {
  return documented()
    .filter(({ comment }) => !comment.includes("@example"))
    .map(({ path, name }) => `${path}: ${name}`);
}

function readmeExamples(): readonly Example[] {
  const text = readFileSync(join(root, README), "utf8");
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(({ 1: code = "", index: at }) => {
    const heading =
      text
        .slice(0, at)
        .match(/^#+ .+$/gm)
        ?.at(-1) ?? "";
    return example(`${README}, ${heading.replace(/^#+ /, "")}`, code);
  });
}

function documented(): readonly Documented[] {
  const files = new Set([...index.matchAll(/from "\.\/([\w/.-]+)"/g)].map(([, file]) => `packages/sdk/src/${file}`));
  return sources((path) => files.has(path)).flatMap((file) => [...functionsIn(file), ...methodsIn(file)]);
}

function functionsIn({ path, text }: Source): readonly Documented[] {
  return [...text.matchAll(/^export (?:async )?function (\w+)/gm)].flatMap(({ 1: name = "", index: at }) =>
    exported.includes(name) ? [{ path, name, comment: commentBefore(text, at) }] : [],
  );
}

/** Methods that answer with a promise: those of the clients. */
function methodsIn({ path, text }: Source): readonly Documented[] {
  return [...text.matchAll(/^ {2}(\w+)\((?!.*=>).*\): Promise<.*;$/gm)].map(({ 1: name = "", index: at }) => ({
    path,
    name: `${/interface (\w+)(?!.*interface )/s.exec(text.slice(0, at))?.[1]}.${name}`,
    comment: commentBefore(text, at),
  }));
}

function commentBefore(text: string, at: number): string {
  const before = text.slice(0, at);
  return before.endsWith("*/\n") ? before.slice(before.lastIndexOf("/**")) : "";
}

function example(name: string, code: string): Example {
  const prints = [...code.matchAll(/console\.log\(.*\);? \/\/ (.+)$/gm)].map(([, text = ""]) => text);
  return { name, code, prints };
}
