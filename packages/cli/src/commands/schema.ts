import type { Command } from "commander";
import { addGroup } from "./group.ts";

const HELP = `
Examples:
  signet schema generate config -o signet.config.json
  signet schema generate import -o -                   to stdout`;

/** signet schema generate config | import */
export function addSchema(program: Command): void {
  const generate = addGroup(addGroup(program, "schema", "schemas of our files"), "generate", "write a JSON Schema");
  generate.addHelpText("after", HELP);
  add("config", "of the configuration", "json_schema/hanko.config.json", async () => {
    const { jsonSchema } = await import("@signet/config");
    return jsonSchema();
  });
  add("import", "of the files that are imported", "json_schema/hanko.user_import.json", async () => {
    const { entryJsonSchema } = await import("../users/format.ts");
    return entryJsonSchema();
  });

  function add(name: string, description: string, file: string, schemaOf: () => Promise<object>): void {
    generate
      .command(name)
      .description(description)
      .option("-o, --output <file>", "where to write; - for stdout", file)
      .addHelpText("after", `\nExample:\n  signet schema generate ${name} -o -`)
      .action(async ({ output }: { output: string }) => {
        const { writeSchema } = await import("../process/schema.ts");
        const written = await writeSchema(output, await schemaOf());
        if (written !== undefined) console.error(`wrote ${written}`);
      });
  }
}
