import type { Command } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { type JsonFlag, jsonOption } from "./json-option.ts";

/** Of this program, as tags are written. */
export const version = `v${manifest.version}`;

/** signet version */
export function addVersion(program: Command): void {
  jsonOption(program.command("version"))
    .description("print the version")
    .addHelpText("after", "\nExample:\n  signet version --json")
    .action(({ json = false }: JsonFlag) => console.log(json ? JSON.stringify({ version }) : version));
}
