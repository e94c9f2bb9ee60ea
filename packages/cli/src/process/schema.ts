import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeOutput } from "../users/files.ts";

/** Writes a schema, its folders too, and gives the path; a path that ends in a slash gets a name. */
export async function writeSchema(output: string, schema: object): Promise<string | undefined> {
  const text = `${JSON.stringify(schema, undefined, 2)}\n`;
  const file = output.endsWith("/") ? join(output, "output.schema.json") : output;
  if (file !== "-") await mkdir(dirname(file), { recursive: true, mode: 0o750 });
  await writeOutput(file, once(text));
  return file === "-" ? undefined : file;
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
