/** One value in DER (X.690), by the bytes that say what it is, in hex. */
export interface Der {
  readonly identifier: string;
  readonly content: Buffer;
}

/** Reads the values that stand one after another. Undefined when the bytes are no DER. */
export function readDer(bytes: Buffer): readonly Der[] | undefined {
  const values: Der[] = [];
  let at = 0;
  while (at < bytes.length) {
    const start = at;
    const low = (bytes[at] ?? 0) & 0x1f;
    at += 1;
    // Tags above 30 go on in the following bytes.
    if (low === 0x1f) while (((bytes[at++] ?? 0) & 0x80) !== 0);
    const identifier = bytes.toString("hex", start, at);
    const length = readLength(bytes, at);
    if (!length || length.next + length.value > bytes.length) return undefined;
    at = length.next + length.value;
    values.push({ identifier, content: bytes.subarray(length.next, at) });
  }
  return values;
}

function readLength(bytes: Buffer, at: number) {
  const first = bytes[at];
  if (first === undefined || first === 0x80) return undefined;
  if (first < 0x80) return { value: first, next: at + 1 };
  const width = first & 0x7f;
  if (width > 4 || at + 1 + width > bytes.length) return undefined;
  return { value: bytes.readUIntBE(at + 1, width), next: at + 1 + width };
}
