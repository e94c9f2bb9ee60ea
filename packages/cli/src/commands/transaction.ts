import type { Command } from "commander";
import type { Verified } from "../process/transactions.ts";
import { configInput } from "./config-option.ts";
import { addGroup } from "./group.ts";
import { type JsonFlag, jsonOption } from "./json-option.ts";

const HELP = `
Exit codes: 0 all that was stored proves the signature, 1 something does not.

Examples:
  signet transaction verify 0192a4b0-7c3e-7000-8000-000000000001
  signet transaction verify inv-2024-77 --relying-party 6f1f3a52-07b5-4b3c-9f56-0b9a3b1a6c11 --json`;

interface VerifyFlags extends JsonFlag {
  readonly relyingParty: string;
  readonly tenant_id?: string;
}

/** signet transaction verify */
export function addTransaction(program: Command): void {
  const group = addGroup(program, "transaction", "what users of relying parties signed");
  jsonOption(group.command("verify"), "as one line of JSON, with the evidence")
    .description("verify a signed transaction again, from what was stored when it was signed")
    .argument("<id>", "of the transaction; with a relying party also the identifier that it gave")
    .option("--relying-party <id>", "whose transaction", "")
    .option("--tenant_id <id>", "whose, where there are tenants")
    .addHelpText("after", HELP)
    .action(async (id: string, flags: VerifyFlags, command: Command) => {
      const { verifyTransaction } = await import("../process/transactions.ts");
      const input = { ...configInput(command), tenantId: flags.tenant_id, command: "transaction verify" };
      const verified = await verifyTransaction(input, { id, relyingPartyId: flags.relyingParty });
      if (flags.json) console.log(JSON.stringify(verified));
      else console.log(textOf(verified));
      if (!verified.valid) process.exitCode = 1;
    });
}

function textOf({ valid, checks, transaction, evidence }: Verified): string {
  const failed = checks.filter(({ passed }) => !passed).map(({ name }) => name);
  return [
    valid ? "valid: everything that was stored proves the signature" : `NOT valid: ${failed.join(", ")}`,
    `who        ${transaction.userId}`,
    `what       ${JSON.stringify(transaction.text)}`,
    ...(transaction.identifier ? [`named      ${transaction.identifier}`] : []),
    `when       ${transaction.signTime ?? "never"}`,
    `with       credential ${transaction.credentialId}`,
    ...(evidence ? [`where      ${evidence.origin} (RP ID ${evidence.rpId})`] : []),
    ...(evidence
      ? [`verified   ${evidence.userVerified ? "the authenticator verified its owner" : "somebody was present"}`]
      : []),
  ].join("\n");
}
