import { reasonOf } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { textOf } from "../../engine/inputs.ts";
import { failAt, goTo } from "../../engine/outcomes.ts";
import type { Action, InputValues, Outcome, Turn } from "../../engine/types.ts";
import { canDeleteUsername } from "../../policy/profile.ts";
import { factsOf, signedIn } from "../../profile.ts";
import { packCredentials } from "../../subject.ts";
import { isUsername } from "../username-rules.ts";

const inputs: Action["inputs"] = ({ settings: { username } }) => [
  {
    name: "username",
    type: "string",
    required: true,
    minLength: username.min_length,
    maxLength: username.max_length,
    preserve: true,
    normalise: true,
  },
];

/** Chooses a username (flow-api.md section 13.2). */
export const usernameCreate: Action = {
  name: "username_create",
  description: "Create a new username.",
  offered: (turn) => turn.settings.username.enabled && signedIn(turn).user.username === undefined,
  inputs,
  run: setUsername,
};

/** Changes the username; to the present one counts as taken (flow-api.md section 13.2). */
export const usernameUpdate: Action = {
  name: "username_update",
  description: "Update an existing username.",
  offered: (turn) => turn.settings.username.enabled && signedIn(turn).user.username !== undefined,
  inputs,
  run: setUsername,
};

async function setUsername(turn: Turn, input: InputValues): Promise<Outcome> {
  const username = textOf(input, "username");
  const { user, credentials } = signedIn(turn);
  if (!isUsername(username)) return failAt({ username: "invalid_username_error" });
  if (user.username?.username === username) return failAt({ username: "username_already_exists" });
  try {
    const request = { userId: user.userId, username, credentials: packCredentials(credentials) };
    await turn.leaves.identity.setUsername(request, turn.call());
  } catch (error) {
    if (reasonOf(error) !== Reason.USERNAME_TAKEN) throw error;
    return failAt({ username: "username_already_exists" });
  }
  return goTo(turn.flow.state);
}

/** Removes the username where the user can still be named (flow-api.md section 13.2). */
export const usernameDelete: Action = {
  name: "username_delete",
  description: "Delete the username of a user.",
  offered: (turn) => canDeleteUsername(factsOf(turn)),
  async run(turn) {
    const { user, credentials } = signedIn(turn);
    const request = { userId: user.userId, credentials: packCredentials(credentials) };
    await turn.leaves.identity.deleteUsername(request, turn.call());
    return goTo(turn.flow.state);
  },
};
