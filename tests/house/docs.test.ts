import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { scopeTable } from "@signet/kit";
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { createProgram, everyCommand } from "../../packages/cli/src/program.ts";
import { errorsPage } from "./errors-page.ts";
import { withExamples } from "./readme.ts";
import { root, type Source, sources } from "./sources.ts";

const pages = sources((path) => path.endsWith(".md") && !path.startsWith("tests/conformance/corpus"));

test("docs/errors.md is up to date (else run node scripts/error-docs.mjs)", () => {
  expect(readFileSync(join(root, "docs/errors.md"), "utf8")).toBe(errorsPage());
});

test("the examples of the README are the files that were run (else run node scripts/readme-examples.mjs)", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  expect(withExamples(readme)).toBe(readme);
  expect(readme).toContain("async function signedIn(");
});

describe("links", () => {
  test.each(pages.map((page) => [page.path, page] as const))("in %s lead somewhere", (_, page) => {
    expect(brokenLinks(page)).toEqual([]);
  });
});

test("every script that a page names exists", () => {
  const { scripts }: { scripts: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  const named = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\bnpm (?:run ([\w:]+)|(start|test)\b)/g)].map(([, script, short]) => [
      path,
      script ?? short ?? "",
    ]),
  );
  expect(named.filter(([, script]) => !scripts[script ?? ""])).toEqual([]);
});

test("every command of the program that a page names exists", () => {
  const known = new Set(everyCommand(createProgram()).map(wordsOf));
  const named = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:`|^|\$ |\$\(|npx )signet ([a-z]+(?:-[a-z]+)*)(?: ([a-z]+))?/gm)].map((match) => ({
      path,
      command: match[1] ?? "",
      subcommand: match[2],
    })),
  );
  expect(named.length).toBeGreaterThan(50);
  const isGroup = (command: string) => [...known].some((words) => words.startsWith(`${command} `));
  const wrong = named.filter(({ command, subcommand }) => {
    const words = isGroup(command) && subcommand ? `${command} ${subcommand}` : command;
    return !known.has(words);
  });
  expect(wrong).toEqual([]);

  function wordsOf(command: Command): string {
    return command.parent ? `${wordsOf(command.parent)} ${command.name()}`.trim() : "";
  }
});

test("docs/operations.md names every scope of API keys", () => {
  const { text } = pages.find(({ path }) => path === "docs/operations.md") ?? { text: "" };
  expect(scopeTable.map(({ scope }) => scope).filter((scope) => !text.includes(`\`${scope}\``))).toEqual([]);
});

describe("decisions", () => {
  const decisions = pages.filter(({ path }) => path.startsWith("docs/decisions/"));

  test("have a number of their own, which begins their title", () => {
    const numbers = decisions.map(({ path }) => /\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]);
    expect(new Set(numbers).size).toBe(decisions.length);
    const titles = decisions.map(({ text }) => /^# (\d{4}) \S/.exec(text)?.[1]);
    expect(titles).toEqual(numbers);
  });

  test("name every package that ours depend on", () => {
    const list = decisions.find(({ path }) => path.endsWith("0001-dependencies.md"))?.text ?? "";
    const manifests = sources((path) => /^(packages\/[^/]+\/|services\/[^/]+\/)?package\.json$/.test(path));
    const direct = new Set(
      manifests.flatMap(({ text }) => {
        const { dependencies, devDependencies }: Record<string, object | undefined> = JSON.parse(text);
        return Object.keys({ ...dependencies, ...devDependencies });
      }),
    );
    const foreign = [...direct].filter((name) => !name.startsWith("@signet/")).sort();
    expect(foreign.filter((name) => !list.includes(`\`${name}\``))).toEqual([]);
    const listed = [...list.matchAll(/^\| `([^`]+)`(?:, `([^`]+)`)*/gm)].flatMap(
      ([row]) => row.match(/[^`|, ]+(?=`)/g) ?? [],
    );
    expect(listed.filter((name) => !direct.has(name))).toEqual([]);
  });
});

/** Links to files and to headings that are not there. Links to other sites are not followed. */
function brokenLinks({ path, text }: Source): readonly string[] {
  const links = [...text.matchAll(/(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? "");
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = "", heading] = link.split("#");
    const target = file === "" ? path : normalize(join(dirname(path), file));
    if (!existsSync(join(root, target))) return true;
    return heading !== undefined && !headings(readFileSync(join(root, target), "utf8")).includes(heading);
  });
}

/** The anchors that headings get. */
function headings(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-"),
  );
}
