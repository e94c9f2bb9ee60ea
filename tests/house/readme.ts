import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./sources.ts";

/** A code block that is a file of the repository, by the line that says so. */
const BLOCK = /<!-- (\S+) -->\n+```(\w+)\n[\s\S]*?\n```/g;

const PERFORMANCE = "docs/performance.md";
/** Where the first table of that page is shown, once there is one. */
const FIGURES = /(<!-- figures -->\n)[\s\S]*?(\n<!-- end of figures -->)/;

/** The README with every such block, and the figures, as their files are now. */
export function withExamples(readme: string): string {
  return withFigures(readme).replace(BLOCK, (_, path: string, language: string) => {
    const text = readFileSync(join(root, path), "utf8").trimEnd();
    return `<!-- ${path} -->\n\n\`\`\`${language}\n${text}\n\`\`\``;
  });
}

function withFigures(readme: string): string {
  if (!existsSync(join(root, PERFORMANCE))) return readme;
  const [table = ""] = /^\|.*\|\n\|[ :|-]+\|\n(?:\|.*\|\n)*/m.exec(readFileSync(join(root, PERFORMANCE), "utf8")) ?? [];
  const text = `\n${table}\nHow this was measured, and where the time goes: [${PERFORMANCE}](${PERFORMANCE}).\n`;
  return readme.replace(FIGURES, (_, begin: string, end: string) => begin + text + end);
}
