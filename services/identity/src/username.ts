import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { Change } from "./change.ts";
import type { User } from "./user.ts";

/** The name a user signs in with. */
export interface Username {
  readonly id: string;
  readonly username: string;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** As many characters as the column has. */
const LONGEST = 255;

/** A username as an operator gave it: kept as it is, so that accounts of other systems can move in. */
export function givenUsername(id: string, username: string, now: Date): Username {
  if ([...username].length > LONGEST || username.trim() !== username || /\p{Cc}/u.test(username)) {
    throw problem(Reason.USERNAME_INVALID, `a username has at most ${LONGEST} visible characters`);
  }
  return { id, username, createTime: now, updateTime: now };
}

/** A username as users choose it: ASCII letters, digits and "_", compared without case. */
export function normaliseUsername(username: string): string {
  const normal = username.trim().toLowerCase();
  if (normal.length > LONGEST || !/^[0-9a-z_]+$/.test(normal)) {
    throw problem(Reason.USERNAME_INVALID, "a username consists of letters, digits and underscores");
  }
  return normal;
}

/** Sets or changes the username; setting the present one changes nothing. */
export function setUsername(user: User, said: { id: string; username: string }, now: Date): Change {
  const username = normaliseUsername(said.username);
  if (user.username?.username === username) return { user, facts: [] };
  const { id = said.id, createTime = now } = user.username ?? {};
  const previousUsername = user.username?.username ?? "";
  return {
    user: { ...user, username: { id, username, createTime, updateTime: now }, updateTime: now },
    facts: [{ kind: "username changed", username, previousUsername }],
  };
}

/** Deleting a username that is not there changes nothing. */
export function deleteUsername(user: User, now: Date): Change {
  if (!user.username) return { user, facts: [] };
  return {
    user: { ...user, username: undefined, updateTime: now },
    facts: [{ kind: "username deleted", previousUsername: user.username.username }],
  };
}

/** The refusal of a username that another user of the tenant has. */
export function usernameTaken(username: string): Error {
  return problem(Reason.USERNAME_TAKEN, "the username is in use", { username });
}
