import type { JsonObject } from "@bufbuild/protobuf";
import type { Entry } from "./entry.ts";

const SHOWN = 3;
const SHORTEST = 6;

/** An entry whose addresses and usernames cannot be read any more (admin-rest.md section 15.2). */
export function masked(entry: Entry): Entry {
  return { ...entry, actorEmail: maskEmail(entry.actorEmail), details: entry.details && maskDetails(entry.details) };
}

/** `samantha@x.org` becomes `sam*****@x.org`, `ab@x.org` becomes `a*****@x.org`. */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf("@");
  if (at < 0) return address;
  const local = [...address.slice(0, at)];
  const shown = local.length > SHORTEST ? SHOWN : Math.min(local.length, 1);
  const stars = "*".repeat(Math.max(local.length, SHORTEST) - shown);
  return `${local.slice(0, shown).join("")}${stars}${address.slice(at)}`;
}

/** Keeps the first and the last letter; short ones are padded so that their length does not show. */
export function maskUsername(username: string): string {
  const letters = [...username];
  if (letters.length <= 1) return "*".repeat(letters.length);
  const length = letters.length <= 3 ? SHORTEST : letters.length;
  return `${letters[0]}${"*".repeat(length - 2)}${letters.at(-1)}`;
}

function maskDetails(details: JsonObject): JsonObject {
  const { email, username } = details;
  return {
    ...details,
    ...(typeof email === "string" ? { email: maskEmail(email) } : {}),
    ...(typeof username === "string" ? { username: maskUsername(username) } : {}),
  };
}
