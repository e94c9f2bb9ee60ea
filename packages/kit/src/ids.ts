import { randomUUID } from "node:crypto";

/** The last time-ordered id of this process: ids of one millisecond count up from there (RFC 9562 section 6.2). */
let last = { time: Number.NEGATIVE_INFINITY, sequence: 0 };

/**
 * A time-ordered id (RFC 9562 section 5.7): rows made one after the other lie in that order in an index. The random bits are
 * those of a version 4 id, whose last two groups have the same form; the platform makes these many at a time.
 */
export function uuidv7(now: Date = new Date()): string {
  const time = now.getTime();
  const random = randomUUID();
  // Random bits above the counter would not sort; a fresh millisecond begins low, to leave room to count.
  const sequence = time === last.time ? (last.sequence + 1) & 0xfff : Number.parseInt(random.slice(0, 2), 16);
  last = { time, sequence };
  const stamp = time.toString(16).padStart(12, "0");
  const count = sequence.toString(16).padStart(3, "0");
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${count}-${random.slice(19)}`;
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
