import { type Command, InvalidArgumentError, Option } from "commander";
import { configInput } from "./config-option.ts";
import { addGroup } from "./group.ts";
import { type JsonFlag, jsonOption, printJson } from "./json-option.ts";

const IMPORT_HELP = `
A file is a JSON array of users, or one user per line; "signet user schema" prints
its JSON Schema. Every faulty entry is named by its number, from 1, and its reason.
If one is faulty nothing is written, unless --skip-invalid is given.

Exit codes: 0 the users were imported, or could be (--dry-run), 1 they were not.

Examples:
  signet user import -i users.json --dry-run      what would happen
  signet user import -i users.json
  signet user import -u https://example.com/users.json
  signet user import -i everything.age --passphrase-file passphrase.txt
  zcat users.ndjson.gz | signet user import -i - --skip-invalid --report faults.ndjson`;

const EXPORT_HELP = `
Without --include there is everything but secrets: users, addresses, names,
metadata, identities. With "--include credentials" there are passkeys, password
hashes and TOTP secrets as well, and the file is encrypted for the passphrase (in
the format of age): "signet user import" and "age --decrypt" read it.

Examples:
  signet user export -o users.json
  signet user export -o - --ndjson | gzip > users.ndjson.gz
  signet user export -o everything.age --include credentials --passphrase-file passphrase.txt`;

/** signet user import | export | generate | convert | schema */
export function addUser(program: Command): void {
  const group = addGroup(program, "user", "users who move in, move out, or are made up");
  addImport(group);
  addExport(group);
  addGenerate(group);
  addConvert(group);
  jsonOption(group.command("schema"))
    .description("print the JSON Schema of the files that are imported")
    .addHelpText("after", "\nExample:\n  signet user schema > users.schema.json")
    .action(async (flags: JsonFlag) => {
      const { entryJsonSchema } = await import("../users/format.ts");
      printJson(entryJsonSchema(), flags);
    });
}

interface ImportFlags extends JsonFlag {
  readonly inputFile?: string;
  readonly inputUrl?: string;
  readonly passphraseFile?: string;
  readonly dryRun?: boolean;
  readonly skipInvalid?: boolean;
  readonly report?: string;
  readonly tenant_id?: string;
}

function addImport(group: Command): void {
  jsonOption(group.command("import"))
    .description("import users with their credentials, all of them or none")
    .addOption(new Option("-i, --inputFile <file>", "what to import; - for stdin").conflicts("inputUrl"))
    .option("-u, --inputUrl <url>", "where to get it")
    .option("--passphrase-file <file>", "its first line opens an encrypted file")
    .option("--dry-run", "do everything but the last step")
    .option("--skip-invalid", "import the good entries although others are faulty")
    .option("--report <file>", "write every fault there, one JSON object per line")
    .option("--tenant_id <id>", "whose users they become, where there are tenants")
    .addHelpText("after", IMPORT_HELP)
    .action(async (flags: ImportFlags, command: Command) => {
      const { inputFile: file, inputUrl: url, dryRun = false, skipInvalid = false } = flags;
      const source = file !== undefined ? { file } : url !== undefined ? { url } : undefined;
      if (!source) return command.error('error: either flag "inputFile" or "inputUrl" must be set');
      const { importFrom } = await import("../process/users.ts");
      const input = { ...configInput(command), tenantId: flags.tenant_id, command: "user import" };
      const { passphraseFile, report } = flags;
      const result = await importFrom(input, { source, passphraseFile, dryRun, skipInvalid, report });

      if (flags.json) console.log(JSON.stringify(result));
      else if (result.written) console.log(`Successfully imported ${result.imported} users.`);
      else if (dryRun) console.log(`${result.imported} users could be imported; nothing was written.`);
      if (result.faulty === 0) return;
      if (result.written) console.error(`Found ${result.faulty} errors. Those entries were left out.`);
      else throw new Error(`Found ${result.faulty} errors. Nothing was written; mend them, or add --skip-invalid`);
    });
}

interface ExportFlags {
  readonly outputFile: string;
  readonly include?: "credentials";
  readonly passphraseFile?: string;
  readonly ndjson?: boolean;
  readonly tenant_id?: string;
}

function addExport(group: Command): void {
  group
    .command("export")
    .description("export all users")
    .requiredOption("-o, --outputFile <file>", "where to write; only you can read it; - for stdout")
    .addOption(new Option("--include <what>", "secrets too, encrypted").choices(["credentials"]))
    .option("--passphrase-file <file>", "its first line encrypts the export")
    .option("--ndjson", "one user per line in place of an array")
    .option("--tenant_id <id>", "whose users, where there are tenants")
    .addHelpText("after", EXPORT_HELP)
    .action(async ({ outputFile: file, ...flags }: ExportFlags, command: Command) => {
      const { passphraseFile } = flags;
      if (flags.include && passphraseFile === undefined) {
        command.error("error: secrets leave the database encrypted only: add --passphrase-file <file>");
      }
      if (!flags.include && passphraseFile !== undefined) {
        command.error("error: --passphrase-file belongs to --include credentials");
      }
      const { exportTo } = await import("../process/users.ts");
      const input = { ...configInput(command), tenantId: flags.tenant_id, command: "user export" };
      const count = await exportTo(input, { file, passphraseFile, lines: flags.ndjson ?? false });
      console.error(`Successfully exported ${count} users${file === "-" ? "" : ` to ${file}`}`);
    });
}

interface GenerateFlags {
  readonly outputFile: string;
  readonly count: number;
  readonly full?: boolean;
  readonly ndjson?: boolean;
}

function addGenerate(group: Command): void {
  group
    .command("generate")
    .description("make a file of users who do not exist, for tests and measurements")
    .requiredOption("-o, --outputFile <file>", "where to write; - for stdout")
    .option("-c, --count <n>", "how many", readCount, 10)
    .option("--full", "with names, usernames, metadata and credentials that nobody can use")
    .option("--ndjson", "one user per line in place of an array")
    .addHelpText("after", "\nExample:\n  signet user generate -o users.json -c 100000 --full")
    .action(async ({ outputFile, count, full = false, ndjson = false }: GenerateFlags) => {
      const { inBlocks, listText, writeOutput } = await import("../users/files.ts");
      const { generateEntries } = await import("../users/generate.ts");
      await writeOutput(outputFile, inBlocks(listText(generateEntries({ count, full }), ndjson)));
    });
}

function addConvert(group: Command): void {
  jsonOption(addGroup(group, "convert", "make files of other systems ready to be imported").command("firebase"))
    .description("of Firebase's export (firebase auth:export users.json); --config names its hash parameters")
    .requiredOption("--input <file>", "the export of Firebase")
    .option("--output <file>", "the file to import", "hanko-import.json")
    .option("--dlq <file>", "users that could not be converted, one JSON object per line", "firebase-dlq.jsonl")
    .option("--workers <n>", "has no effect: one is fast enough")
    .addHelpText(
      "after",
      "\nExample:\n  signet user convert firebase --input users.json --config hash.json --output moved.json",
    )
    .action(async (flags: JsonFlag & { input: string; output: string; dlq: string }, command: Command) => {
      const { file: config } = configInput(command);
      if (config === undefined) return command.error("error: required option '--config <file>' not specified");
      const { convertFirebase } = await import("../process/firebase.ts");
      const { converted, failed } = await convertFirebase({ ...flags, config });
      if (flags.json) console.log(JSON.stringify({ converted, failed }));
      else console.log(`converted ${converted} users to ${flags.output}`);
      if (failed > 0) console.error(`${failed} users could not be converted; see ${flags.dlq}`);
    });
}

function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0) throw new InvalidArgumentError("write a whole number.");
  return count;
}
