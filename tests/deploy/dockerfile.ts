import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Copy, type Dockerfile, DockerfileParser } from "dockerfile-ast";
import { validate } from "dockerfile-utils";

/** What a linter, and a reader who knows the repository, would say of a Dockerfile. */
export function dockerfileFaults(text: string, root: string, workspaces: readonly string[]): readonly string[] {
  const file = DockerfileParser.parse(text);
  const linted = validate(text, {}).map(({ message, range }) => `line ${range.start.line + 1}: ${message}`);
  return [...linted, ...copyFaults(file, root), ...workspaceFaults(file, workspaces), ...finalStageFaults(file)];
}

function copyFaults(file: Dockerfile, root: string): readonly string[] {
  const stages = file.getFROMs().map((from) => from.getBuildStage());
  return file.getCOPYs().flatMap((copy) => {
    const stage = stageOf(copy);
    if (stage !== undefined) return stages.includes(stage) ? [] : [`COPY: there is no stage ${stage}`];
    return sourcesOf(copy).flatMap((path) => (existsSync(join(root, path)) ? [] : [`COPY: ${path} does not exist`]));
  });
}

/** npm ci wants the package.json of every workspace, and fails late and darkly without one. */
function workspaceFaults(file: Dockerfile, workspaces: readonly string[]): readonly string[] {
  const copied = new Set(file.getCOPYs().flatMap((copy) => (stageOf(copy) === undefined ? sourcesOf(copy) : [])));
  return workspaces
    .map((path) => `${path}/package.json`)
    .filter((path) => !copied.has(path))
    .map((path) => `COPY: ${path} is missing`);
}

function finalStageFaults(file: Dockerfile): readonly string[] {
  const start = file.getFROMs().at(-1)?.getRange()?.start.line ?? 0;
  const final = file.getInstructions().filter((instruction) => (instruction.getRange()?.start.line ?? 0) >= start);
  const argumentsOf = (keyword: string) =>
    final.flatMap((instruction) =>
      instruction.getKeyword() === keyword ? [instruction.getArgumentsContent() ?? ""] : [],
    );
  const user = argumentsOf("USER").at(-1) ?? "root";
  const rules: readonly (readonly [boolean, string])[] = [
    [/^[1-9]\d*(:\d+)?$/.test(user), `USER must be a number other than 0, so that Kubernetes can tell; it is ${user}`],
    [argumentsOf("HEALTHCHECK").some((check) => check.includes('"isready"')), "HEALTHCHECK must ask signet isready"],
    [
      !argumentsOf("RUN").some((run) => /\b(?:apt|apk|npm (?:ci|i|run|exec))\b/.test(run)),
      "the last stage must not install or build",
    ],
    [argumentsOf("WORKDIR").at(-1) === "/signet", "WORKDIR must be /signet, where the manifests put the configuration"],
    [argumentsOf("ENTRYPOINT").length === 1, "ENTRYPOINT must start the program"],
  ];
  return rules.flatMap(([holds, what]) => (holds ? [] : [what]));
}

function stageOf(copy: Copy): string | undefined {
  return (
    copy
      .getFlags()
      .find((flag) => flag.getName() === "from")
      ?.getValue() ?? undefined
  );
}

function sourcesOf(copy: Copy): readonly string[] {
  return copy
    .getArguments()
    .slice(0, -1)
    .map((argument) => argument.getValue());
}
