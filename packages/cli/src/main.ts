import { Command, CommanderError } from "commander";
import { addApiKey } from "./commands/apikey.ts";
import { addAudit } from "./commands/audit.ts";
import { addCleanup } from "./commands/cleanup.ts";
import { addConfig } from "./commands/config.ts";
import { addConfigOptions } from "./commands/config-option.ts";
import { addDemo, addDev } from "./commands/demo.ts";
import { helpAlone } from "./commands/group.ts";
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
import { addVersion } from "./commands/version.ts";

const HELP = `
Examples:
  signet dev                                everything for a first look, with a demo page and a mailbox
  signet serve all --config prod.yaml       everything in one process
  signet migrate up --config prod.yaml      bring the database up to date first`;

const program = addConfigOptions(helpAlone(new Command("signet")))
  .description("Signet: sign-in that you run yourself, passkeys first.")
  .showHelpAfterError("(add --help for more)")
  .configureHelp({ showGlobalOptions: true })
  .addHelpText("after", HELP);

const operating = [addServe, addMigrate, addIsReady, addConfig, addApiKey, addAudit, addCleanup];
const holding = [addUser, addRelyingParty, addTransaction];
const tools = [addJwt, addJwk, addSiwa, addSchema, addDev, addDemo, addVersion];
for (const add of [...operating, ...holding, ...tools]) add(program);
for (const command of everyCommand(program)) command.exitOverride().allowExcessArguments(false);

try {
  await program.parseAsync();
} catch (error) {
  // Help and usage errors have been printed by then; everything else is one line and no stack.
  if (error instanceof CommanderError) process.exit(error.exitCode);
  console.error(`signet: ${messageOf(error)}`);
  process.exit(1);
}

/** What a unit refused carries the status in its message; a person needs the words alone. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "rawMessage" in error ? String(error.rawMessage) : error.message;
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
