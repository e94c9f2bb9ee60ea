import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { createProgram } from "../program.ts";
import { completionScript, SHELLS, type Shell } from "./script.ts";

const program = createProgram();

/** How a shell that has read the script is asked what it offers behind words, the last of which is being written. */
const asking: Record<Shell, (words: readonly string[]) => string[]> = {
  bash: (words) => [
    "-c",
    `${completionScript(program, "bash")}
    COMP_WORDS=("$@"); COMP_CWORD=${words.length - 1}; _signet; printf '%s\n' "\${COMPREPLY[@]}"`,
    ...["-", ...words],
  ],
  // Its completion system needs a terminal: what it does with what it is told stands in for it here.
  zsh: (words) => [
    ...["-f", "-c"],
    `${completionScript(program, "zsh")}
    compadd() { while [[ $1 != -- ]]; do shift; done; shift; print -l -- \${(M)@:#\${words[CURRENT]}*} }
    words=("$@"); CURRENT=$#; $_comps[signet]`,
    ...["-", ...words],
  ],
  fish: (words) => ["--no-config", "-c", `${completionScript(program, "fish")}\ncomplete -C "${words.join(" ")}"`],
};

function offered(shell: Shell, ...words: string[]): string[] {
  const lines = execFileSync(shell, asking[shell](["signet", ...words]), { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => line.split("\t")[0] || []);
}

function isMissing(shell: Shell): boolean {
  try {
    execFileSync(shell, ["-c", "true"]);
    return false;
  } catch (error) {
    if (process.env.CI === "true") throw new Error(`${shell} must be in the PATH`, { cause: error });
    console.log(`skipped: there is no ${shell} in the PATH`);
    return true;
  }
}

describe.each(SHELLS)("%s", (shell) => {
  const run = test.skipIf(isMissing(shell));

  run("completes commands, options and what may stand before them", () => {
    expect(offered(shell, "mig")).toEqual(["migrate"]);
    expect(offered(shell, "migrate", "")).toEqual(expect.arrayContaining(["up", "down", "status"]));
    expect(offered(shell, "migrate", "--")).toEqual(["--config", "--strict", "--version"]);
    expect(offered(shell, "--config", "x.yaml", "user", "import", "--in")).toEqual(["--inputFile", "--inputUrl"]);
    expect(offered(shell, "user", "convert", "firebase", "--js")).toEqual(["--json"]);
  });

  run("offers no files where a command is due", () => {
    expect(offered(shell, "user", "")).not.toContain("package.json");
  });
});

test("zsh and fish say what each word is for", () => {
  expect(completionScript(program, "zsh")).toContain("'up -- apply every pending migration'");
  expect(completionScript(program, "fish").split("\n")).toContain(
    "complete -c signet -n '__signet_at \\' migrate\\'' -f -a up -d 'apply every pending migration'",
  );
});
