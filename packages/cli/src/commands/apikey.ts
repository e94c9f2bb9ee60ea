import { type Command, InvalidArgumentError, Option } from "commander";
import type { ApiKeyInput, KeyShown } from "../process/api-keys.ts";
import { configInput } from "./config-option.ts";
import { addGroup } from "./group.ts";
import { type JsonFlag, jsonOption } from "./json-option.ts";

const CREATE_HELP = `
Alone on stdout is the key's secret, which is shown this once:
  SIGNET_API_KEY="$(signet apikey create --name billing --scopes users:read)"
  curl -H "Authorization: Bearer $SIGNET_API_KEY" http://localhost:8001/users

Examples:
  signet apikey create --name operators --scopes admin --expires 90d
  signet apikey create --name "shop, production" --scopes users:read,sessions:write --json
  signet apikey create --name shop --kind hmac --relying-party 0192a4b0-7c3e-7000-8000-000000000001

"signet apikey scopes" lists the scopes.`;

interface TenantFlag {
  readonly tenant_id?: string;
}

interface CreateFlags extends TenantFlag, JsonFlag {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expires?: number;
  readonly kind: "bearer" | "hmac";
  readonly relyingParty: string;
}

/** signet apikey create | list | revoke | rotate | scopes */
export function addApiKey(program: Command): void {
  const group = addGroup(program, "apikey", "keys with which programs use the admin API and the typed calls");
  addCreate(group);
  addList(group);
  addRevoke(group);
  addRotate(group);
  jsonOption(group.command("scopes"), "as one line of JSON, with the calls and routes of each")
    .description("list what keys may be allowed to do")
    .addHelpText("after", "\nExample:\n  signet apikey scopes --json")
    .action(async ({ json = false }: JsonFlag) => {
      const { scopeTable } = await import("@signet/kit");
      if (json) console.log(JSON.stringify(scopeTable));
      else for (const { scope, about } of scopeTable) console.log(`${scope.padEnd(15)} ${about}`);
    });
}

function addCreate(group: Command): void {
  jsonOption(tenantOption(group.command("create")), "as one line of JSON, with the secret")
    .description("make a key and print its secret")
    .requiredOption("--name <text>", "for people, e.g. the program that will use it")
    .option("--scopes <list>", "what it may do, separated by commas", (text) => text.split(","), [])
    .option("--expires <time>", "when it ends: 90d, 12h, 30m; never unless given", readTime)
    .addOption(new Option("--kind <kind>", "how it is shown").choices(["bearer", "hmac"]).default("bearer"))
    .option("--relying-party <id>", "makes a key of this relying party of the Authentication API", "")
    .addHelpText("after", CREATE_HELP)
    .action(async (flags: CreateFlags, command: Command) => {
      const { createKey } = await load();
      const { relyingParty: relyingPartyId, expires: expiresInMs, ...rest } = flags;
      show(await createKey(input(command, flags), { ...rest, relyingPartyId, expiresInMs }), flags);
    });
}

function addList(group: Command): void {
  jsonOption(tenantOption(group.command("list")))
    .description("list the keys; revoked and expired ones for 30 days more")
    .option("--relying-party <id>", "the keys of this relying party alone", "")
    .addHelpText("after", "\nExample:\n  signet apikey list --json")
    .action(async (flags: TenantFlag & JsonFlag & { relyingParty: string }, command: Command) => {
      const { keyTable, listKeys } = await load();
      const keys = await listKeys(input(command, flags), flags.relyingParty);
      if (flags.json) console.log(JSON.stringify(keys));
      else if (keys.length === 0) console.error("there are no keys; make one with: signet apikey create");
      else console.log(keyTable(keys));
    });
}

function addRevoke(group: Command): void {
  jsonOption(tenantOption(group.command("revoke")))
    .description("end a key at once, in every process")
    .argument("<id>", "as listed")
    .addHelpText("after", "\nExample:\n  signet apikey revoke 0192a4b0-7c3e-7000-8000-000000000001")
    .action(async (id: string, flags: TenantFlag & JsonFlag, command: Command) => {
      const { revokeKey } = await load();
      const key = await revokeKey(input(command, flags), id);
      if (flags.json) console.log(JSON.stringify(key));
      console.error(`the key "${key.name}" (${key.prefix}…) is revoked`);
    });
}

function addRotate(group: Command): void {
  jsonOption(tenantOption(group.command("rotate")), "as one line of JSON, with the secret")
    .description("make a key that may do the same, and end the old one after an overlap")
    .argument("<id>", "as listed")
    .option("--overlap <time>", "how long the old key still holds: 24h, 7d; not at all unless given", readTime, 0)
    .addHelpText("after", "\nExample:\n  signet apikey rotate 0192a4b0-7c3e-7000-8000-000000000001 --overlap 24h")
    .action(async (id: string, flags: TenantFlag & JsonFlag & { overlap: number }, command: Command) => {
      const { rotateKey } = await load();
      show(await rotateKey(input(command, flags), id, flags.overlap), flags);
    });
}

function tenantOption(command: Command): Command {
  return command.option("--tenant_id <id>", "whose keys, where there are tenants");
}

function input(command: Command, { tenant_id: tenantId }: TenantFlag): ApiKeyInput {
  return { ...configInput(command), tenantId, command: `apikey ${command.name()}` };
}

/** The secret alone is the result; what there is to say about it is not. */
function show({ secret, ...key }: KeyShown, { json = false }: JsonFlag): void {
  if (json) console.log(JSON.stringify({ ...key, secret }));
  else console.log(secret);
  console.error(`key ${key.id} (${key.name}); its secret is shown this once`);
}

const DAY_MS = 24 * 3_600_000;
const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY_MS };
const LONGEST_MS = 3_660 * DAY_MS;

function readTime(text: string): number {
  const [, amount = "", unit = ""] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const ms = Number(amount) * (units[unit] ?? 0);
  if (ms > 0 && ms <= LONGEST_MS) return ms;
  throw new InvalidArgumentError("write a number of minutes, hours or days, such as 30m, 24h or 90d.");
}

function load() {
  return import("../process/api-keys.ts");
}
