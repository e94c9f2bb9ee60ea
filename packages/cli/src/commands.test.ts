import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { createProgram, everyCommand } from "./program.ts";
import { runHere } from "./test/here.ts";

/** The words that lead to a command. */
const wordsTo = (command: Command): string[] => (command.parent ? [...wordsTo(command.parent), command.name()] : []);
const every = everyCommand(createProgram()).map((command) => ({ command, path: wordsTo(command).join(" ") }));
const leaves = every.filter(({ command }) => command.commands.length === 0);

/** Commands that serve until they are stopped, and those whose result is a file, or entries one a line. */
const withoutResult = ["serve", "dev", "demo"];
const writing = [
  "completion",
  "audit export",
  "user export",
  "user generate",
  "schema generate config",
  "schema generate import",
];

describe("help", () => {
  test.each(leaves)(
    "of $path shows how it is used, what every word means, and an example",
    async ({ command, path }) => {
      const { code, stdout, stderr } = await runHere([...path.split(" "), "--help"]);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(new RegExp(`^Usage: signet ${path} `));
      expect(stdout).toMatch(new RegExp(`^Examples?:\\n  .*signet ${path}`, "m"));
      const [words, options] = [command.registeredArguments, command.options];
      expect([...words, ...options].filter(({ description }) => description === "")).toEqual([]);
    },
  );

  test.each(every)("of signet $path fits a terminal, but for examples", async ({ path }) => {
    const { stdout } = await runHere([...path.split(" ").filter((word) => word !== ""), "--help"]);
    const prose = stdout.split("\n").filter((line) => !line.startsWith("  "));
    expect(prose.filter((line) => line.length > 85)).toEqual([]);
  });
});

test("a result can be had as JSON, of whatever command", () => {
  const plain = leaves.filter(({ command }) => !command.options.some(({ long }) => long === "--json"));
  expect(plain.map(({ path }) => path).sort()).toEqual([...withoutResult, ...writing].sort());
});

test.each([
  [["version"], { version: expect.stringMatching(/^v\d/) }],
  [["config", "check"], { file: null, notes: expect.any(Array) }],
  [["config", "show"], expect.objectContaining({ session: expect.any(Object) })],
  [["config", "schema"], expect.objectContaining({ type: "object" })],
  [["user", "schema"], expect.any(Object)],
  [["apikey", "scopes"], expect.arrayContaining([expect.objectContaining({ scope: "users:read" })])],
])("signet %j --json prints one line and nothing else", async (args, shape) => {
  const { code, stdout } = await runHere([...args, "--json"], { DEVELOPMENT: "true" });
  expect([code, stdout.split("\n").length]).toEqual([0, 2]);
  expect(JSON.parse(stdout)).toEqual(shape);
});

test.each([
  [["apikey", "create"], /required option '--name <text>' not specified/],
  [["apikey", "create", "--name", "x", "--expires", "soon"], /write a number of minutes, hours or days/],
  [["audit", "verify", "--through", "12"], /write what signet audit verify printed/],
  [["audit", "export", "--since", "yesterday"], /write a time such as/],
  [["cleanup", "--page-size", "0"], /write a whole number from 1 to 100000/],
  [["user", "import"], /either flag "inputFile" or "inputUrl" must be set/],
  [["relying-party", "delete", "x"], /required option '--yes' not specified/],
  [["transaction", "verify"], /missing required argument 'id'/],
  [["jwt", "create"], /missing required argument 'user_id'/],
  [["siwa"], /required option '-p, --private_key <file>' not specified/],
])("signet %j says what is wrong with it", async (args, line) => {
  const { code, stdout, stderr } = await runHere(args);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(line);
  expect(stderr).toMatch(/add --help for more/);
});
