/** A COSE_Key (RFC 9052 section 7): integers and byte strings under integer labels. Other labels are left out. */
export type CoseKey = ReadonlyMap<number, number | Buffer>;

interface Item {
  readonly value: number | Buffer | undefined;
  readonly next: number;
}

/** More members than any key has; keeps hostile input from keeping us busy. */
const MAX_MEMBERS = 16;

/** Decodes a COSE_Key. Undefined for anything that is not one: too long, too short, nested, or of other types. */
export function decodeCoseKey(bytes: Buffer): CoseKey | undefined {
  const head = readHead(bytes, 0);
  if (head?.major !== 5 || head.argument > MAX_MEMBERS) return undefined;

  const key = new Map<number, number | Buffer>();
  let at = head.next;
  for (let index = 0; index < head.argument; index += 1) {
    const label = readItem(bytes, at);
    const member = label && readItem(bytes, label.next);
    if (!member) return undefined;
    if (typeof label.value === "number" && member.value !== undefined) key.set(label.value, member.value);
    at = member.next;
  }
  return at === bytes.length ? key : undefined;
}

/** One integer, byte string or text; the text of a member is skipped. */
function readItem(bytes: Buffer, at: number): Item | undefined {
  const head = readHead(bytes, at);
  if (!head) return undefined;
  const { major, argument, next } = head;
  if (major === 0) return { value: argument, next };
  if (major === 1) return { value: -1 - argument, next };
  if (major !== 2 && major !== 3) return undefined;
  if (next + argument > bytes.length) return undefined;
  const content = bytes.subarray(next, next + argument);
  return { value: major === 2 ? content : undefined, next: next + argument };
}

/** The initial byte of an item and its argument (RFC 8949 section 3), of at most 32 bits. */
function readHead(bytes: Buffer, at: number) {
  const initial = bytes[at];
  if (initial === undefined) return undefined;
  const major = initial >> 5;
  const short = initial & 0x1f;
  if (short < 24) return { major, argument: short, next: at + 1 };
  const width = { 24: 1, 25: 2, 26: 4 }[short];
  if (width === undefined || at + 1 + width > bytes.length) return undefined;
  return { major, argument: bytes.readUIntBE(at + 1, width), next: at + 1 + width };
}
