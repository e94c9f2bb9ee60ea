import { readFile } from "node:fs/promises";
import { fileFault } from "../file-fault.ts";
import { inBlocks, listText, openInput, writeOutput } from "../users/files.ts";
import { firebaseConverter } from "../users/firebase.ts";
import { jsonEntries } from "../users/json-entries.ts";

/** Which files `signet user convert firebase` reads and writes. */
export interface FirebaseFiles {
  readonly input: string;
  /** Hash parameters of the project. */
  readonly config: string;
  readonly output: string;
  /** Users that could not be converted, with the reason. */
  readonly dlq: string;
}

/** Makes a file for `signet user import` of an export of Firebase. */
export async function convertFirebase({ input, config, output, dlq }: FirebaseFiles) {
  const parameters = await readFile(config, "utf8").catch((error) => {
    throw fileFault(config, "read", error);
  });
  const convert = firebaseConverter(parameters);
  const { chunks } = await openInput({ file: input });
  const failed: string[] = [];
  let converted = 0;
  async function* entries() {
    for await (const raw of jsonEntries(chunks, { member: "users" })) {
      const result = convert(raw);
      if ("error" in result) {
        failed.push(`${JSON.stringify(result)}\n`);
        continue;
      }
      if (!result.hasPassword) console.error(`user ${raw.number} has no password`);
      converted += 1;
      yield result.entry;
    }
    if (converted === 0) throw new Error("no user could be converted");
  }
  async function* failures() {
    yield* failed;
  }
  try {
    await writeOutput(output, inBlocks(listText(entries(), false)));
  } finally {
    if (failed.length > 0) await writeOutput(dlq, inBlocks(failures()));
  }
  return { converted, failed: failed.length };
}
