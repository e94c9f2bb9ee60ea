import type { Command } from "commander";
import { type JsonFlag, jsonOption } from "./json-option.ts";

const HELP = `
The secret is good for 180 days; Apple accepts none that lasts longer.

Example:
  signet siwa -p AuthKey_ABC123.p8 -t TEAM123456 -s com.example.signin -k ABC123`;

interface Flags extends JsonFlag {
  readonly private_key: string;
  readonly team_id: string;
  readonly services_id: string;
  readonly key_id: string;
}

/** signet siwa */
export function addSiwa(program: Command): void {
  jsonOption(program.command("siwa"))
    .description("make the client secret for Sign in with Apple (third_party.providers.apple.secret)")
    .requiredOption("-p, --private_key <file>", "the key that Apple handed out (PKCS #8, PEM)")
    .requiredOption("-t, --team_id <id>", "of your developer account")
    .requiredOption("-s, --services_id <id>", "of your services: the client id")
    .requiredOption("-k, --key_id <id>", "of the private key")
    .addHelpText("after", HELP)
    .action(async ({ private_key: keyFile, team_id: teamId, services_id: servicesId, key_id: keyId, json }: Flags) => {
      const { appleClientSecret } = await import("../process/apple-secret.ts");
      const secret = await appleClientSecret({ keyFile, teamId, servicesId, keyId });
      console.log(json ? JSON.stringify({ secret }) : secret);
    });
}
