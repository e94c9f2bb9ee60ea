import { Argument, type Command } from "commander";
import { completionScript, SHELLS, type Shell } from "../completion/script.ts";

const HELP = `
It belongs into the file that the shell reads at its start.

Examples:
  eval "$(signet completion bash)"
  eval "$(signet completion zsh)"
  signet completion fish | source`;

/** signet completion bash | zsh | fish */
export function addCompletion(program: Command): void {
  program
    .command("completion")
    .description("print what lets a shell complete our commands and options")
    .addArgument(new Argument("<shell>", "whose").choices(SHELLS))
    .addHelpText("after", HELP)
    .action((shell: Shell) => console.log(completionScript(program, shell)));
}
