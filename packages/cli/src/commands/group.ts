import type { Command } from "commander";

/** A command that only has subcommands. */
export function addGroup(program: Command, name: string, description: string): Command {
  const group = helpAlone(program.command(name).description(description));
  const path = [...ancestorsOf(program), name].join(" ");
  return group.addHelpText("after", `\n"${path} <command> --help" shows what a command takes, with examples.`);
}

function ancestorsOf(command: Command): string[] {
  return [...(command.parent ? ancestorsOf(command.parent) : []), command.name()];
}

/** Alone such a command prints its help, and that is no error; a word that is no subcommand is one. */
export function helpAlone(group: Command): Command {
  return group
    .usage("<command>")
    .helpCommand(true)
    .argument("[command]")
    .action((unknown?: string) => {
      if (unknown === undefined) group.outputHelp();
      else group.error(`error: unknown command '${unknown}'`);
    });
}
