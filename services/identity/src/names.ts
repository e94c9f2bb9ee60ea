import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { Change } from "./change.ts";
import type { User } from "./user.ts";

/** What a user is called and how they look (OpenID Connect Core 5.1); empty where unknown. */
export interface Names {
  readonly name: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly picture: string;
}

/** Field masks name the members as the proto does. */
export const members = {
  name: "name",
  given_name: "givenName",
  family_name: "familyName",
  picture: "picture",
} as const satisfies Record<string, keyof Names>;

const LONGEST_BYTES = 2048;

/** The names without what surrounds them; refuses what cannot be shown as a name or loaded as a picture. */
export function namesOf({ name, givenName, familyName, picture }: Names): Names {
  return {
    name: checkedName("name", name),
    givenName: checkedName("given_name", givenName),
    familyName: checkedName("family_name", familyName),
    picture: checkedPicture(picture),
  };
}

/** Changes the members that `mask` names. The time of update says that something was sent, not that it differed. */
export function updateNames(user: User, said: Names, { mask, now }: { mask: readonly string[]; now: Date }): Change {
  const sent = Object.entries(members).filter(([path]) => mask.includes(path));
  if (sent.length === 0) return { user, facts: [] };
  const kept = { name: user.name, givenName: user.givenName, familyName: user.familyName, picture: user.picture };
  const names = namesOf({ ...kept, ...Object.fromEntries(sent.map(([, member]) => [member, said[member]])) });
  const differs = sent.some(([, member]) => names[member] !== user[member]);
  return { user: { ...user, ...names, updateTime: now }, facts: differs ? [{ kind: "user updated" }] : [] };
}

function checkedName(field: string, name: string): string {
  const trimmed = name.trim();
  if (Buffer.byteLength(trimmed) > LONGEST_BYTES || /\p{Cc}/u.test(trimmed)) {
    throw problem(Reason.ARGUMENT_INVALID, `${field} must be one line of at most ${LONGEST_BYTES} bytes`, { field });
  }
  return trimmed;
}

/** The address ends up in pages of others: no scripts, no passwords, no local files. */
function checkedPicture(picture: string): string {
  const trimmed = picture.trim();
  if (trimmed === "" || isPublicUrl(trimmed)) return trimmed;
  throw problem(Reason.ARGUMENT_INVALID, "picture must be a valid http(s) URL", { field: "picture" });
}

function isPublicUrl(text: string): boolean {
  // URL() mends "https:///x" and drops control characters; what is stored must be a URL as it stands.
  if (Buffer.byteLength(text) > LONGEST_BYTES || !/^https?:\/\/[^\s/?#\\\p{Cc}]/iu.test(text)) return false;
  if (/[\s\p{Cc}]/u.test(text) || !URL.canParse(text)) return false;
  const { hostname, username, password } = new URL(text);
  // An empty user ("https://@host") leaves no trace in the parsed URL.
  const authority = text.split(/[/?#\\]/)[2] ?? "";
  return hostname !== "" && username === "" && password === "" && !authority.includes("@");
}
