import { createReadStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { fileFault } from "../file-fault.ts";

/** What is read, and how much of it there is, where that is known. */
export interface Input {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly bytes: number | undefined;
}

/** Opens a file, "-" for stdin, or what an address answers. */
export async function openInput(from: { readonly file: string } | { readonly url: string }): Promise<Input> {
  if ("url" in from) return openUrl(from.url);
  if (from.file === "-") return { chunks: process.stdin, bytes: undefined };
  const { size } = await stat(from.file).catch((error) => {
    throw fileFault(from.file, "read", error);
  });
  return { chunks: createReadStream(from.file, { highWaterMark: CHUNK_BYTES }), bytes: size };
}

const CHUNK_BYTES = 256 * 1024;

async function openUrl(url: string): Promise<Input> {
  const response = await fetch(url).catch((error) => {
    throw new Error(`failed to get file from url: ${error.cause?.message ?? error.message}`, { cause: error });
  });
  if (!response.ok || !response.body) throw new Error(`failed to get file from url: ${response.status}`);
  return { chunks: chunksOf(response), bytes: Number(response.headers.get("content-length")) || undefined };
}

/** Holds on to the response: fetch empties the body of one that is garbage before its body was begun. */
async function* chunksOf(response: Response): AsyncIterable<Uint8Array> {
  if (response.body) yield* response.body;
}

/**
 * Writes a file that only its owner can read, or stdout for "-". A file is there when it is whole: until then, and after
 * a failure, there is none, or the one of before.
 */
export async function writeOutput(file: string, chunks: AsyncIterable<Uint8Array | string>): Promise<void> {
  if (file === "-") return writeStdout(chunks);
  const part = `${file}.part`;
  const handle = await open(part, "w", 0o600).catch((error) => {
    throw fileFault(file, "written", error);
  });
  try {
    // An earlier, interrupted run may have left the name with other rights.
    await handle.chmod(0o600);
    for await (const chunk of chunks) await handle.writeFile(chunk);
    await handle.sync();
  } catch (error) {
    await handle.close();
    await rm(part, { force: true });
    throw error;
  }
  await handle.close();
  await rename(part, file);
}

/** Gives up when the reader has had enough, as `head` has after ten lines. */
async function writeStdout(chunks: AsyncIterable<Uint8Array | string>): Promise<void> {
  const { stdout } = process;
  let broken: unknown;
  let goOn = () => {};
  stdout.on("drain", () => goOn());
  stdout.on("error", (error) => {
    broken = error;
    goOn();
  });
  for await (const chunk of chunks) {
    const isFull = !stdout.write(chunk);
    if (isFull && !broken) await new Promise<void>((resolve) => (goOn = resolve));
    if (broken) throw new Error("nobody reads the output any more", { cause: broken });
  }
}

/** Text in pieces large enough to be worth a system call. */
export async function* inBlocks(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let block = "";
  for await (const text of texts) {
    block += text;
    if (block.length < CHUNK_BYTES) continue;
    yield Buffer.from(block);
    block = "";
  }
  if (block !== "") yield Buffer.from(block);
}

/** A JSON array with one entry per line, or lines alone. */
export async function* listText(entries: AsyncIterable<object>, lines: boolean): AsyncGenerator<string> {
  let count = 0;
  if (!lines) yield "[";
  for await (const entry of entries) {
    if (!lines) yield count > 0 ? ",\n" : "\n";
    yield JSON.stringify(entry);
    if (lines) yield "\n";
    count += 1;
  }
  if (!lines) yield count > 0 ? "\n]\n" : "]\n";
}
