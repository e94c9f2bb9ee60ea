import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { createProgram } from "../program.ts";
import { completionScript } from "./script.ts";

const program = createProgram();

/** What bash offers behind these words; the last one is being written. */
function offered(...words: string[]): string[] {
  const line = ["signet", ...words].map((word) => `"${word}"`).join(" ");
  const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _signet; echo "\${COMPREPLY[@]}"`;
  const script = `${completionScript(program, "bash")}\n${ask}`;
  return execFileSync("bash", ["-c", script]).toString().trim().split(" ");
}

test("bash completes commands, options and what may stand before them", () => {
  expect(offered("mig")).toEqual(["migrate"]);
  expect(offered("migrate", "")).toEqual(["up", "down", "status", "--config", "--strict", "--version"]);
  expect(offered("--config", "x.yaml", "user", "import", "--in")).toEqual(["--inputFile", "--inputUrl"]);
  expect(offered("user", "convert", "firebase", "--js")).toEqual(["--json"]);
});

test("zsh is given the same, and fish every word with what it is for", () => {
  expect(completionScript(program, "zsh")).toContain(completionScript(program, "bash"));
  expect(completionScript(program, "fish").split("\n")).toContain(
    "complete -c signet -n '__signet_at \\' migrate\\'' -f -a up -d 'apply every pending migration'",
  );
});
