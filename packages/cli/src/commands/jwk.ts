import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { Command } from "commander";
import { addGroup } from "./group.ts";

/** signet jwk create */
export function addJwk(program: Command): void {
  addGroup(program, "jwk", "signing keys as JSON Web Keys")
    .command("create")
    .description("print a new private RSA key of 4096 bits as a JWK; nothing is stored")
    .addHelpText("after", "\nExample:\n  signet jwk create | tail -1 > key.json")
    .action(async () => {
      // Scripts skip this line and read the next.
      console.log("create called");
      const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 4096 });
      console.log(JSON.stringify({ ...privateKey.export({ format: "jwk" }), kid: "key1", alg: "RS256", use: "sig" }));
    });
}
