import { randomBytes, randomUUID } from "node:crypto";

/** The last time-ordered id of this process: ids of one millisecond count up from there (RFC 9562 section 6.2). */
let last = { time: Number.NEGATIVE_INFINITY, sequence: 0 };

/** A time-ordered id (RFC 9562 section 5.7): rows made one after the other lie in that order in an index. */
export function uuidv7(now: Date = new Date()): string {
  const time = now.getTime();
  const bytes = randomBytes(16);
  // Random bits above the counter would not sort; a fresh millisecond begins low, to leave room to count.
  const sequence = time === last.time ? (last.sequence + 1) & 0xfff : (bytes[6] ?? 0);
  last = { time, sequence };
  bytes.writeUIntBE(time, 0, 6);
  bytes[6] = 0x70 | (sequence >> 8);
  bytes[7] = sequence & 0xff;
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A random id (RFC 9562 section 5.4), for ids that clients check to be version 4. */
export function uuidv4(): string {
  return randomUUID();
}

const ANY_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is a UUID in lower case, of any version. */
export function isUuid(text: string): boolean {
  return ANY_UUID.test(text);
}
