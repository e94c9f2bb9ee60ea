import type { Command } from "commander";
import type { PartyFlags, PartyListed } from "../process/relying-parties.ts";
import { configInput } from "./config-option.ts";
import { addGroup } from "./group.ts";
import { type JsonFlag, jsonOption, printJson } from "./json-option.ts";

const CREATE_HELP = `
Alone on stdout is the id, which is also the tenant_id of the passkey API.

Examples:
  signet relying-party create --name "Bea's shop" --rp-id shop.example --origin https://shop.example
  signet apikey create --name shop --kind hmac --relying-party "$ID"`;

interface TenantFlag {
  readonly tenant_id?: string;
}

/** signet relying-party create | list | show | update | delete */
export function addRelyingParty(program: Command): void {
  const group = addGroup(program, "relying-party", "whose back ends use the Authentication API and the passkey API");
  addCreate(group);
  addList(group);
  addShow(group);
  addUpdate(group);
  addDelete(group);
}

function addCreate(group: Command): void {
  jsonOption(configured(tenantOption(group.command("create"))))
    .description("create a relying party and print its id")
    .requiredOption("--name <text>", "what authenticators show")
    .requiredOption("--rp-id <domain>", "the domain that credentials are bound to")
    .addHelpText("after", CREATE_HELP)
    .action(async (flags: PartyFlags & TenantFlag & JsonFlag, command: Command) => {
      const { createParty } = await load();
      const party = await createParty(input(command, flags), flags);
      console.log(flags.json ? JSON.stringify(party) : party.id);
      if (!flags.json) console.error(`relying party ${party.name} (${party.rpId})`);
    });
}

function addList(group: Command): void {
  jsonOption(tenantOption(group.command("list")))
    .description("list the relying parties")
    .addHelpText("after", "\nExample:\n  signet relying-party list --json")
    .action(async (flags: TenantFlag & JsonFlag, command: Command) => {
      const { listParties } = await load();
      const parties = await listParties(input(command, flags));
      if (flags.json) console.log(JSON.stringify(parties));
      else if (parties.length === 0) console.error("there are none; make one with: signet relying-party create");
      else for (const party of parties) console.log(lineOf(party));
    });
}

function addShow(group: Command): void {
  jsonOption(tenantOption(group.command("show")))
    .description("print a relying party with its configuration, as JSON")
    .argument("<id>", "as listed")
    .addHelpText("after", "\nExample:\n  signet relying-party show 6f1f3a52-07b5-4b3c-9f56-0b9a3b1a6c11")
    .action(async (id: string, flags: TenantFlag & JsonFlag, command: Command) => {
      const { showParty } = await load();
      printJson(await showParty(input(command, flags), id), flags);
    });
}

function addUpdate(group: Command): void {
  jsonOption(configured(tenantOption(group.command("update"))))
    .description("change a relying party; what is not given stays as it is")
    .argument("<id>", "as listed")
    .option("--name <text>", "what authenticators show")
    .option("--rp-id <domain>", "the domain; credentials of another one work no more")
    .addHelpText(
      "after",
      "\nExample:\n  signet relying-party update 6f1f3a52-07b5-4b3c-9f56-0b9a3b1a6c11 --timeout 120000",
    )
    .action(async (id: string, flags: Partial<PartyFlags> & TenantFlag & JsonFlag, command: Command) => {
      const { updateParty } = await load();
      const party = await updateParty(input(command, flags), id, flags);
      if (flags.json) console.log(JSON.stringify(party));
      console.error(`relying party ${party.name} is changed`);
    });
}

function addDelete(group: Command): void {
  jsonOption(tenantOption(group.command("delete")))
    .description("delete a relying party with its users, credentials, signed transactions and keys")
    .argument("<id>", "as listed")
    .requiredOption("--yes", "that you mean it")
    .addHelpText("after", "\nExample:\n  signet relying-party delete 6f1f3a52-07b5-4b3c-9f56-0b9a3b1a6c11 --yes")
    .action(async (id: string, flags: TenantFlag & JsonFlag, command: Command) => {
      const { deleteParty } = await load();
      await deleteParty(input(command, flags), id);
      if (flags.json) console.log(JSON.stringify({ deleted: id }));
      console.error(`relying party ${id} is gone`);
    });
}

function configured(command: Command): Command {
  return command
    .option("--origin <origin...>", "pages, such as https://shop.example; the domain over https unless given")
    .option("--cors-origin <origin...>", "pages whose scripts call the passkey API; the origins unless given")
    .option("--timeout <ms>", "how long a ceremony waits", Number)
    .option("--user-verification <word>", "of passkeys: required, preferred or discouraged")
    .option("--attestation <word>", "of passkeys: none, indirect, direct or enterprise")
    .option("--allow-aaguid <uuid...>", "models of authenticators that may register; all unless given");
}

function tenantOption(command: Command): Command {
  return command.option("--tenant_id <id>", "whose, where there are tenants");
}

function input(command: Command, { tenant_id: tenantId }: TenantFlag) {
  return { ...configInput(command), tenantId, command: `relying-party ${command.name()}` };
}

function lineOf({ id, name, rpId, origins }: PartyListed): string {
  return `${id}  ${name}  ${rpId}  ${origins.join(",")}`;
}

function load() {
  return import("../process/relying-parties.ts");
}
