import { problem, type Secrets } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";

/** Where the next page of a list begins. */
export interface Position {
  /** The last user of the page before. */
  readonly createTime: Date;
  readonly id: string;
  /** How many users the whole list had when it was first asked for. */
  readonly total: number;
}

const PURPOSE = "identity page token";

/** A token for a position, good for this list (tenant, filters, direction) and no other. */
export function writePageToken(
  secrets: Secrets,
  list: readonly unknown[],
  { createTime, id, total }: Position,
): string {
  const position = Buffer.from(JSON.stringify([createTime.getTime(), id, total])).toString("base64url");
  return `${position}.${secrets.mac(PURPOSE, textOf(list, position))}`;
}

/** The position in a token; refuses what was not written here for the same list. */
export function readPageToken(secrets: Secrets, list: readonly unknown[], token: string): Position {
  const [position = "", mac = ""] = token.split(".");
  if (!secrets.isMac(PURPOSE, textOf(list, position), mac)) {
    throw problem(Reason.ARGUMENT_INVALID, "page_token is not from an earlier response to the same list");
  }
  // The MAC says that this is what writePageToken wrote.
  const [time, id, total] = JSON.parse(Buffer.from(position, "base64url").toString()) as [number, string, number];
  return { createTime: new Date(time), id, total };
}

function textOf(list: readonly unknown[], position: string): string {
  return JSON.stringify([list, position]);
}
