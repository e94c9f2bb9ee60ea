import type { Command } from "commander";
import { configInput } from "./config-option.ts";
import { addGroup } from "./group.ts";
import { type JsonFlag, jsonOption } from "./json-option.ts";

const HELP = `
The token is good for as long as the settings say, and ends with its session.

Examples:
  signet jwt create 3d5a1c0e-8f2b-4c6d-9a77-0b1e2f3a4c5d
  signet jwt create 3d5a1c0e-8f2b-4c6d-9a77-0b1e2f3a4c5d --json | jq -r .token`;

interface Flags extends JsonFlag {
  readonly pretty: boolean;
  readonly tenant_id?: string;
}

/** signet jwt create */
export function addJwt(program: Command): void {
  jsonOption(addGroup(program, "jwt", "session tokens").command("create"), "print token and payload as JSON")
    .description("open a session for a user and print its token")
    .argument("<user_id>", "a UUID")
    .option("--pretty [bool]", "show what the token says as well", (text) => text !== "false", true)
    .option("--tenant_id <id>", "whose user it is, where there are tenants")
    .addHelpText("after", HELP)
    .action(async (userId: string, { pretty, json, tenant_id }: Flags, command: Command) => {
      const { createSessionToken } = await import("../process/session-token.ts");
      const input = { ...configInput(command), tenantId: tenant_id, command: "jwt create" };
      const { token, payload } = await createSessionToken(input, userId);
      if (json) return console.log(JSON.stringify({ token, payload }));
      console.log(`Token: ${token}`);
      if (pretty) console.log(`JWT payload: ${JSON.stringify(payload, undefined, 2)}`);
    });
}
