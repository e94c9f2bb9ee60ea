// Makes the generated code: messages and services from proto/, database clients from prisma/models.
// Runs only what changed since the last time, so that every other script may call it first.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const stamps = join(root, "node_modules/.cache/signet");

const tasks = [
  {
    name: "protos",
    inputs: [
      "proto",
      "proto-vendor",
      "buf.yaml",
      "buf.gen.yaml",
      ...versions("@bufbuild/buf", "@bufbuild/protoc-gen-es"),
    ],
    output: "packages/proto/src/gen",
    run: () => node("@bufbuild/buf/bin/buf", ["generate"]),
  },
  ...["postgresql", "mysql"].map((dialect) => ({
    name: `${dialect} client`,
    inputs: [
      "prisma/models",
      `prisma/${dialect}.prisma`,
      "scripts/generate.mjs",
      ...versions("prisma", "@prisma/client"),
    ],
    output: `packages/db/src/gen/${dialect}`,
    run: () => prismaClient(dialect),
  })),
];

/** Brings every generated file up to date. Resolves to the names of the tasks that had work to do. */
export async function generate(log = console.log) {
  const due = tasks.map((task) => ({ ...task, hash: hashOf(task.inputs) })).filter(isDue);
  if (due.length === 0) return [];

  const names = due.map((task) => task.name);
  const start = performance.now();
  log(`generate: ${names.join(", ")} …`);
  await Promise.all(due.map((task) => task.run().then(() => writeStamp(task))));
  log(`generate: done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return names;
}

function isDue({ name, output, hash }) {
  const stamp = stampFile(name);
  return !existsSync(join(root, output)) || !existsSync(stamp) || readFileSync(stamp, "utf8") !== hash;
}

function writeStamp({ name, hash }) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stampFile(name), hash);
}

function stampFile(name) {
  return join(stamps, `generate-${name.replace(" ", "-")}`);
}

/** The models and one datasource make a schema; the schema makes a client. */
function prismaClient(dialect) {
  const folder = join(root, "prisma", dialect);
  const output = join(root, "packages/db/src/gen", dialect);
  const models = filesIn(join(root, "prisma/models")).map((file) => readFileSync(file, "utf8"));
  const generator = `generator client {
  provider               = "prisma-client"
  output                 = "${relative(folder, output)}"
  runtime                = "nodejs"
  compilerBuild          = "small"
  moduleFormat           = "esm"
  generatedFileExtension = "ts"
  importFileExtension    = "ts"
}
`;
  mkdirSync(folder, { recursive: true });
  const schema = join(folder, "schema.prisma");
  writeFileSync(schema, [readFileSync(`${folder}.prisma`, "utf8"), generator, ...models].join("\n"));
  return node("prisma/build/index.js", ["generate", "--schema", schema, "--no-hints"], {
    // Prisma would download an engine that only its own migrations need; any executable keeps it from that.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  });
}

function node(script, args, env = {}) {
  const child = spawn(process.execPath, [join(root, "node_modules", script), ...args], {
    cwd: root,
    env: { ...process.env, ...env, PATH: `${join(root, "node_modules/.bin")}${delimiter}${process.env.PATH}` },
  });
  const output = [];
  child.stdout.on("data", (chunk) => output.push(chunk));
  child.stderr.on("data", (chunk) => output.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) return resolve();
      reject(new Error(`${script} ${args[0]} failed:\n${Buffer.concat(output)}`));
    });
  });
}

function hashOf(inputs) {
  const hash = createHash("sha256");
  for (const file of inputs.flatMap((input) => filesIn(join(root, input)))) {
    hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function filesIn(path) {
  if (!existsSync(path)) throw new Error(`${relative(root, path)} is missing: run npm install first`);
  const entries = entriesOf(path);
  if (!entries) return [path];
  return entries.sort((a, b) => a.name.localeCompare(b.name)).flatMap((entry) => filesIn(join(path, entry.name)));
}

function entriesOf(path) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === "ENOTDIR") return undefined;
    throw error;
  }
}

function versions(...packages) {
  return packages.map((name) => `node_modules/${name}/package.json`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await generate().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
