import { isUtf8 } from "node:buffer";

/** One entry of a list, as it stands in the file. */
export interface RawEntry {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** No user is as large; keeps a broken file from filling the memory. */
const LONGEST_BYTES = 1024 * 1024;

const BYTE_ORDER_MARK = 3;
const [BRACKET, END_BRACKET, BRACE, END_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];
const [COMMA, QUOTE, BACKSLASH, NEWLINE] = [0x2c, 0x22, 0x5c, 0x0a];

/**
 * The entries of a JSON array, or of lines with one JSON value each, however large the file: only their borders are
 * found here, and JSON.parse reads each by itself. Throws where the list as such is broken. An array may be the value of
 * a member of one object, if that is named.
 */
export async function* jsonEntries(
  chunks: AsyncIterable<Uint8Array>,
  options: { readonly member?: string } = {},
): AsyncGenerator<RawEntry> {
  const start = await begin(chunks, options.member);
  if (!start) throw new Error("the file is empty; write an array of users, or one user per line");
  yield* start.isArray ? arrayEntries(start.rest) : lineEntries(start.rest);
}

/** Finds out what the list is, and gives what follows its first bracket, or everything. */
async function begin(chunks: AsyncIterable<Uint8Array>, member: string | undefined) {
  const iterator = chunks[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  for (;;) {
    const { value, done } = await iterator.next();
    if (value) head = Buffer.concat([head, value]);
    if (head.length < BYTE_ORDER_MARK && !done) continue;
    // A byte order mark is no character of the text.
    const text = head.toString("latin1").replace(/^\u00ef\u00bb\u00bf/, "");
    const skipped = head.length - text.length;
    const opening = member === undefined ? /^\s*\[/.exec(text) : openingOf(member).exec(text);
    if (opening) return { isArray: true, rest: resume(head.subarray(skipped + opening[0].length), iterator) };
    const isDecided = member === undefined ? /\S/.test(text) : head.length > LONGEST_BYTES;
    if (member !== undefined && (done || isDecided)) throw new Error(`there is no list "${member}" in the file`);
    if (isDecided) return { isArray: false, rest: resume(head.subarray(skipped), iterator) };
    if (done) return undefined;
  }
}

/** The member must be the first list of the object; what stands before it are plain values. */
function openingOf(member: string): RegExp {
  return new RegExp(`^\\s*\\{[^[{]*"${member}"\\s*:\\s*\\[`);
}

async function* resume(first: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}

async function* lineEntries(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RawEntry> {
  const entry = createCollector();
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      const line = entry.take(chunk.subarray(from, at));
      if (line !== undefined) yield line;
      from = at + 1;
    }
    entry.keep(chunk.subarray(from));
  }
  const last = entry.take(new Uint8Array());
  if (last !== undefined) yield last;
}

async function* arrayEntries(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RawEntry> {
  const entry = createCollector();
  let depth = 0;
  let inString = false;
  let isEscaped = false;
  let isClosed = false;
  let needsEntry = false;

  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (inString) {
        if (isEscaped) isEscaped = false;
        else if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === BRACKET || byte === BRACE) depth += 1;
      else if (depth > 0 && (byte === END_BRACKET || byte === END_BRACE)) depth -= 1;
      else if (depth === 0 && (byte === COMMA || byte === END_BRACKET) && !isClosed) {
        const found = entry.take(chunk.subarray(from, at));
        if (found === undefined && (byte === COMMA || needsEntry)) throw broken(entry.count + 1, "there is no entry");
        if (found !== undefined) yield found;
        needsEntry = byte === COMMA;
        isClosed = byte === END_BRACKET;
        from = at + 1;
      }
    }
    entry.keep(chunk.subarray(from));
    // What follows the list belongs to the object around it.
    if (isClosed) break;
  }
  if (!isClosed) throw broken(entry.count + 1, "the file ends before the list does");
}

/** Puts an entry together that began in an earlier chunk. */
function createCollector() {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let count = 0;
  const keep = (piece: Uint8Array) => {
    length += piece.length;
    if (length > LONGEST_BYTES) throw broken(count + 1, `it is longer than ${LONGEST_BYTES} bytes`);
    if (piece.length > 0) pieces.push(piece);
  };
  return {
    keep,
    /** The entry that ends with this piece; undefined for white space alone. */
    take(piece: Uint8Array): RawEntry | undefined {
      keep(piece);
      const bytes = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
      if (!isUtf8(bytes)) throw broken(count + 1, "it is not written in UTF-8");
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8").trim();
      pieces = [];
      length = 0;
      if (text === "") return undefined;
      count += 1;
      return { number: count, text };
    },
    get count() {
      return count;
    },
  };
}

function broken(entry: number, why: string): Error {
  return new Error(`Error at entry ${entry} : ${why}`);
}
