import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { Command } from "commander";
import { addGroup } from "./group.ts";
import { type JsonFlag, jsonOption } from "./json-option.ts";

/** signet jwk create */
export function addJwk(program: Command): void {
  jsonOption(addGroup(program, "jwk", "signing keys as JSON Web Keys").command("create"), "the key alone")
    .description("print a new private RSA key of 4096 bits as a JWK; nothing is stored")
    .addHelpText("after", "\nExample:\n  signet jwk create --json > key.json")
    .action(async ({ json = false }: JsonFlag) => {
      // Scripts skip this line and read the next.
      if (!json) console.log("create called");
      const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 4096 });
      console.log(JSON.stringify({ ...privateKey.export({ format: "jwk" }), kid: "key1", alg: "RS256", use: "sig" }));
    });
}
