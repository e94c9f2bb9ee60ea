import type { Command } from "commander";
import manifest from "../../package.json" with { type: "json" };

/** Of this program, as tags are written. */
export const version = `v${manifest.version}`;

/** signet version */
export function addVersion(program: Command): void {
  program
    .command("version")
    .description("print the version")
    .action(() => console.log(version));
}
