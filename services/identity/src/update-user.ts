import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { Change } from "./change.ts";
import { members, type Names, updateNames } from "./names.ts";
import type { User } from "./user.ts";
import { deleteUsername, setUsername } from "./username.ts";

/** What a user is to be called from now on; an empty username is to be deleted. */
export interface SaidOfUser extends Names {
  readonly username: { readonly id: string; readonly username: string };
}

/** What a change names, and when it is made. */
export interface Update {
  readonly mask: readonly string[];
  readonly now: Date;
}

const updatable: readonly string[] = [...Object.keys(members), "username"];

/** Changes what `mask` names, all of it or nothing. */
export function updateUser(user: User, said: SaidOfUser, { mask, now }: Update): Change {
  const unknown = mask.find((path) => !updatable.includes(path));
  if (unknown !== undefined) {
    throw problem(Reason.ARGUMENT_INVALID, `update_mask can name ${updatable.join(", ")}`, { path: unknown });
  }
  const named = updateNames(user, said, { mask, now });
  if (!mask.includes("username")) return named;

  const { user: renamed, facts } =
    said.username.username === "" ? deleteUsername(named.user, now) : setUsername(named.user, said.username, now);
  return { user: renamed, facts: [...named.facts, ...facts] };
}
