import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../house/sources.ts";

const run = promisify(execFile);
const sdk = join(root, "packages/sdk");
const compiler = join(root, "node_modules/typescript/bin/tsc");

/** A program of somebody else, which has the package and knows nothing of this repository. */
let elsewhere: string;
beforeAll(async () => {
  await run(process.execPath, [compiler, "--project", sdk]);
  elsewhere = await mkdtemp(join(tmpdir(), "signet-sdk-"));
  await mkdir(join(elsewhere, "node_modules/@signet"), { recursive: true });
  await symlink(sdk, join(elsewhere, "node_modules/@signet/sdk"));
  await writeFile(join(elsewhere, "package.json"), '{"type":"module"}');
});
afterAll(() => rm(elsewhere, { recursive: true, force: true }));

const program = `
import { type AuthenticationClient, createAuthenticationClient, isSignetError, type SignetError } from "@signet/sdk";

const client: AuthenticationClient = createAuthenticationClient({
  apiUrl: "http://127.0.0.1:9",
  apiSecret: "example-secret",
  apiKeyId: "3f1c2b7a-9d4e-4c6f-8a10-5b2e7d9c0f41",
});
try {
  const credentials = await client.listCredentials({ userId: "ada-01" });
  const [name]: (string | undefined)[] = credentials.map((credential) => credential.name);
  console.log(name?.length);
} catch (error) {
  const failure: SignetError | undefined = isSignetError(error, "connection") ? error : undefined;
  console.log(failure?.kind, failure?.path);
}
`;

test("the packed files are the built modules, their declarations, and what people read", async () => {
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: sdk });
  const [packed]: { files: { path: string }[] }[] = JSON.parse(stdout);
  const paths = (packed?.files ?? []).map(({ path }) => path);
  expect(paths).toContain("dist/index.js");
  expect(paths).toContain("dist/index.d.ts");
  expect(paths).toContain("LICENSE");
  expect(paths.filter((path) => !/^(dist\/.*\.(js|d\.ts)|README\.md|LICENSE|package\.json)$/.test(path))).toEqual([]);
  expect(paths.filter((path) => /test/.test(path))).toEqual([]);
});

test.each([
  ["a browser's", { lib: ["es2023", "dom"], types: [] }],
  ["Node's", { lib: ["es2023"], types: ["node"], typeRoots: [join(root, "node_modules/@types")] }],
])("a program with %s types compiles against it, libraries checked", async (_whose, options) => {
  await writeFile(join(elsewhere, "program.ts"), program);
  const compilerOptions = { strict: true, module: "nodenext", target: "es2023", skipLibCheck: false, ...options };
  await writeFile(join(elsewhere, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] }));
  // The compiler says on its standard output what is wrong.
  const { stdout } = await run(process.execPath, [compiler, "--project", elsewhere]).catch((error) => error);
  expect(stdout).toBe("");
});

test("and runs", async () => {
  const { stdout } = await run(process.execPath, [join(elsewhere, "program.js")], { cwd: elsewhere });
  expect(stdout).toBe("connection /v1/webauthn/credentials?user_id=ada-01\n");
});

test("nothing but the index can be imported", async () => {
  const inside = `import("@signet/sdk/dist/http/transport.js").catch(({ code }) => console.log(code))`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", inside], { cwd: elsewhere });
  expect(stdout).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED\n");
});
