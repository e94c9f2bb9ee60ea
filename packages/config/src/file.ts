import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { configError } from "./fault.ts";
import { isTree, type Tree } from "./paths.ts";

/** Where the file is looked for when none is named. */
export const defaultFile = "./config/config.yaml";

/** A file as it was written. Without a path there was none. */
export interface FileContent {
  readonly tree: Tree;
  readonly file?: string;
}

/** Reads the file. That the default file is not there is fine, unless it was asked for. */
export function readConfigFile(file: string, explicit: boolean): FileContent {
  const text = read(file, explicit);
  if (text === undefined) return { tree: {} };

  const document = parseDocument(text, { version: "1.2", merge: true, uniqueKeys: true });
  const [problem] = document.errors;
  if (problem) {
    const { line = 0, col = 0 } = problem.linePos?.[0] ?? {};
    // The library's message goes on with a copy of the line, which might hold a secret.
    const what = problem.message.split(" at line ")[0];
    throw configError([{ path: "", message: `line ${line}, column ${col}: ${what}` }], file);
  }
  const content: unknown = toValue(() => document.toJS({ maxAliasCount: 100 }), file);
  if (content === null || content === undefined) return { tree: {}, file };
  if (!isTree(content)) throw configError([{ path: "", message: "must be a mapping of sections" }], file);
  return { tree: content, file };
}

function read(file: string, explicit: boolean): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    if (code === "ENOENT" && !explicit) return undefined;
    const why = reasons[code] ?? `cannot be read (${code})`;
    throw configError([{ path: "", message: `the file ${why}; give another with --config FILE` }], file);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  EACCES: "may not be read by this user",
  EISDIR: "is a folder",
};

function toValue(convert: () => unknown, file: string): unknown {
  try {
    return convert();
  } catch {
    throw configError([{ path: "", message: "an alias refers to nothing, or aliases multiply without end" }], file);
  }
}
