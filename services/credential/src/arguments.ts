import { type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";
import { isUuid, problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";

/** An id from a caller: a UUID, in lower case, so that the same id is the same text on every database. */
export function uuidArgument(name: string, text: string): string {
  const id = text.toLowerCase();
  if (!isUuid(id)) throw problem(Reason.ARGUMENT_INVALID, `${name} must be a UUID`);
  return id;
}

/** Text to be stored. PostgreSQL stores no null character, so none is accepted anywhere. */
export function textArgument(name: string, text: string, maxLength: number): string {
  if (text.includes("\0")) throw problem(Reason.ARGUMENT_INVALID, `${name} must not contain a null character`);
  if (text.length > maxLength) {
    throw problem(Reason.ARGUMENT_INVALID, `${name} must not be longer than ${maxLength} characters`);
  }
  return text;
}

/** A time to be stored, if one is given. */
export function timeArgument(timestamp: Timestamp | undefined): Date | undefined {
  if (timestamp === undefined) return undefined;
  const date = timestampDate(timestamp);
  // What no database stores is no time of ours.
  if (!(date >= EARLIEST && date < LATEST)) {
    throw problem(Reason.ARGUMENT_INVALID, "a time must lie between the years 1970 and 9999");
  }
  return date;
}

const EARLIEST = new Date(0);
const LATEST = new Date("9999-01-01T00:00:00Z");
