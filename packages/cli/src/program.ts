import { Command, CommanderError } from "commander";
import { addApiKey } from "./commands/apikey.ts";
import { addAudit } from "./commands/audit.ts";
import { addCleanup } from "./commands/cleanup.ts";
import { addCompletion } from "./commands/completion.ts";
import { addConfig } from "./commands/config.ts";
import { addConfigOptions } from "./commands/config-option.ts";
import { addDemo, addDev } from "./commands/demo.ts";
import { helpAlone } from "./commands/group.ts";
import { helpStyle } from "./commands/help-style.ts";
import { addIsReady } from "./commands/isready.ts";
import { addJwk } from "./commands/jwk.ts";
import { addJwt } from "./commands/jwt.ts";
import { addMigrate } from "./commands/migrate.ts";
import { addRelyingParty } from "./commands/relying-party.ts";
import { addSchema } from "./commands/schema.ts";
import { addServe } from "./commands/serve.ts";
import { addSiwa } from "./commands/siwa.ts";
import { addTransaction } from "./commands/transaction.ts";
import { addUser } from "./commands/user.ts";
import { addVersion, version } from "./commands/version.ts";

const HELP = `
Results go to stdout, everything else to stderr; with --json a result is one line
of JSON. Exit codes: 0 it was done, 1 it was not, for the reason on stderr.

Examples:
  signet dev                                everything for a first look, with a demo page and a mailbox
  signet serve all --config prod.yaml       everything in one process
  signet migrate up --config prod.yaml      bring the database up to date first
  signet user import --help                 what a command takes, with examples`;

/** The program with all its commands. */
export function createProgram(): Command {
  const program = addConfigOptions(helpAlone(new Command("signet")))
    .description("Signet: sign-in that you run yourself, passkeys first.")
    .version(version, "-V, --version", "print the version")
    .showHelpAfterError("(add --help for more)")
    .configureHelp(helpStyle)
    .addHelpText("after", HELP);
  const operating = [addServe, addMigrate, addIsReady, addConfig, addApiKey, addAudit, addCleanup];
  const holding = [addUser, addRelyingParty, addTransaction];
  const tools = [addJwt, addJwk, addSiwa, addSchema, addDev, addDemo, addCompletion, addVersion];
  for (const add of [...operating, ...holding, ...tools]) add(program);
  for (const command of everyCommand(program)) command.exitOverride().allowExcessArguments(false);
  return program;
}

/** A command with all below it. */
export function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** Does what the arguments say and gives the exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    // Help and usage errors have been printed by then; everything else is one line and no stack.
    if (error instanceof CommanderError) return error.exitCode;
    console.error(`signet: ${messageOf(error)}`);
    return 1;
  }
}

/** What a unit refused carries the status in its message; a person needs the words alone. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "rawMessage" in error ? String(error.rawMessage) : error.message;
}
