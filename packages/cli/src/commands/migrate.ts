import { type Command, InvalidArgumentError } from "commander";
import { configInput } from "./config-option.ts";
import { addGroup } from "./group.ts";
import { type JsonFlag, jsonOption } from "./json-option.ts";

const HELP = `
Examples:
  signet migrate status --json
  signet migrate up --config prod.yaml
  signet migrate down 1                  undo the newest`;

/** signet migrate up | down <steps> | status */
export function addMigrate(program: Command): void {
  const group = addGroup(program, "migrate", "bring the tables of the database up to date, or back").addHelpText(
    "after",
    HELP,
  );

  jsonOption(group.command("up"))
    .description("apply every pending migration")
    .addHelpText("after", "\nExample:\n  signet migrate up --config prod.yaml")
    .action(async ({ json = false }: JsonFlag, command: Command) => {
      const { migrateUp } = await load();
      const applied = await migrateUp(configInput(command));
      if (json) console.log(JSON.stringify({ applied }));
      else console.log(applied.length === 0 ? "nothing to do" : `applied ${applied.length}: ${applied.join(", ")}`);
    });

  jsonOption(group.command("down"))
    .description("undo the newest migrations; their data is lost")
    .argument("<steps>", "how many", readSteps)
    .addHelpText("after", "\nExample:\n  signet migrate down 1 --config prod.yaml")
    .action(async (steps: number, { json = false }: JsonFlag, command: Command) => {
      const { migrateBack } = await load();
      const undone = await migrateBack(configInput(command), steps);
      if (json) console.log(JSON.stringify({ undone }));
      else console.log(undone.length === 0 ? "nothing to undo" : `undone ${undone.length}: ${undone.join(", ")}`);
    });

  jsonOption(group.command("status"))
    .description("list the migrations and their state: applied, pending, failed or unknown")
    .addHelpText("after", "\nExample:\n  signet migrate status --json")
    .action(async ({ json = false }: JsonFlag, command: Command) => {
      const { migrationsOf } = await load();
      const status = await migrationsOf(configInput(command));
      if (json) console.log(JSON.stringify(status));
      else for (const { name, state } of status) console.log(`${state.padEnd(8)} ${name}`);
    });
}

function load() {
  return import("../process/migrations.ts");
}

function readSteps(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError("write a whole number from 1.");
  return count;
}
