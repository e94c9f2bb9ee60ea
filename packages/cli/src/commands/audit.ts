import { type Command, InvalidArgumentError } from "commander";
import type { ExportFilter } from "../process/audit.ts";
import { configInput } from "./config-option.ts";
import { addGroup } from "./group.ts";
import { type JsonFlag, jsonOption } from "./json-option.ts";

const VERIFY_HELP = `
Each entry that is stored gets a place in a chain of hashes; what was changed,
removed, inserted or moved since is named, one finding a line. On stdout is the end
of the chain: keep it elsewhere, and a later --through tells whether the log still
leads through it, which is how a cut-off end is noticed for certain.

Exit codes: 0 the log is as it was written, 1 it is not, or cannot be read.

Examples:
  signet audit verify
  signet audit verify --through 1042:K6vGB0dDHTKu5mzhRQYdhw5nLJPFYHIUzBAtS0h0xUo
  signet audit verify --json`;

const EXPORT_HELP = `
Examples:
  signet audit export > audit.ndjson
  signet audit export --type login_failure --since 2026-01-01T00:00:00Z --until 2026-02-01T00:00:00Z
  signet audit export --actor 0192a4b0-7c3e-4000-8000-000000000001 | gzip > ada.ndjson.gz`;

/** signet audit verify | export */
export function addAudit(program: Command): void {
  const group = addGroup(program, "audit", "the stored audit log");
  jsonOption(group.command("verify"), "as one line of JSON: entries checked, findings, end of the chain")
    .description("hold the log against its chain of hashes")
    .option("--through <seq:hash>", "an end of the chain that was noted earlier", readPoint)
    .option("--tenant_id <id>", "whose log, where there are tenants")
    .addHelpText("after", VERIFY_HELP)
    .action(async (flags: VerifyFlags, command: Command) => {
      const { verifyAudit } = await import("../process/audit.ts");
      const input = { ...configInput(command), tenantId: flags.tenant_id, command: "audit verify" };
      const { checked, findings, end } = await verifyAudit(input, flags.through);
      if (flags.json) console.log(JSON.stringify({ checked, findings, end }));
      else if (end !== "") console.log(end);
      for (const { kind, places, entryId, message } of findings) {
        console.error([kind, places, entryId, message].filter((part) => part !== "").join("  "));
      }
      if (findings.length > 0)
        throw new Error(`${count(findings.length, "finding")} in ${count(checked, "entry", "entries")}`);
      console.error(checked === 1 ? "1 entry is as it was written" : `${checked} entries are as they were written`);
    });

  group
    .command("export")
    .description("print entries as JSON, one a line, oldest first")
    .option("--since <time>", "later than that (RFC 3339)", readTime)
    .option("--until <time>", "earlier than that", readTime)
    .option("--type <name>", "of this type; may be repeated", (name, list: string[]) => [...list, name], [])
    .option("--actor <id>", "part of the actor's id", "")
    .option("--email <text>", "part of the actor's address, as it is stored", "")
    .option("--ip <text>", "part of the source address", "")
    .option("--tenant_id <id>", "whose log, where there are tenants")
    .addHelpText("after", EXPORT_HELP)
    .action(async ({ tenant_id: tenantId, ...filter }: ExportFilter & { tenant_id?: string }, command: Command) => {
      const { exportAudit } = await import("../process/audit.ts");
      const input = { ...configInput(command), tenantId, command: "audit export" };
      const count = await exportAudit(input, filter, process.stdout);
      console.error(`${count} entries`);
    });
}

interface VerifyFlags extends JsonFlag {
  readonly through?: { readonly seq: bigint; readonly hash: string };
  readonly tenant_id?: string;
}

function readPoint(text: string): VerifyFlags["through"] {
  const [, seq, hash] = /^(\d{1,18}):([\w-]{43})$/.exec(text) ?? [];
  if (seq !== undefined && hash !== undefined) return { seq: BigInt(seq), hash };
  throw new InvalidArgumentError("write what signet audit verify printed, such as 1042:K6vGB….");
}

function readTime(text: string): Date {
  const time = new Date(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError("write a time such as 2026-01-31T12:00:00Z.");
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
