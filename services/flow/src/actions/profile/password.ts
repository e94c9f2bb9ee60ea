import { PasswordContext } from "@signet/proto/credential/v1/password_service";
import { setPassword as set } from "../../account/password.ts";
import { textOf } from "../../engine/inputs.ts";
import { failAt, goTo } from "../../engine/outcomes.ts";
import type { Action, InputValues, Outcome, Turn } from "../../engine/types.ts";
import { canDeletePassword } from "../../policy/profile.ts";
import { factsOf, signedIn } from "../../profile.ts";
import { longestPassword, passwordFault, passwordRefusal } from "../password-rules.ts";

const inputs: Action["inputs"] = ({ settings: { password } }) => [
  // Typed `string` on the wire; clients hide it themselves (quirk Q13).
  { name: "password", type: "string", required: true, minLength: password.min_length, maxLength: longestPassword },
];

/** Sets a first password (flow-api.md section 13.2). */
export const passwordCreate: Action = {
  name: "password_create",
  description: "Create a new password.",
  offered: (turn) => turn.settings.password.enabled && signedIn(turn).credentials.password === undefined,
  inputs,
  run: setPassword,
};

/** Replaces the password (flow-api.md section 13.2). */
export const passwordUpdate: Action = {
  name: "password_update",
  description: "Update an existing password.",
  offered: (turn) => turn.settings.password.enabled && signedIn(turn).credentials.password !== undefined,
  inputs,
  run: setPassword,
};

async function setPassword(turn: Turn, input: InputValues): Promise<Outcome> {
  const password = textOf(input, "password");
  const fault = passwordFault(password, turn.settings);
  if (fault) return failAt({ password: fault });
  try {
    await set(turn, signedIn(turn).user, { password, context: PasswordContext.PROFILE });
  } catch (error) {
    return passwordRefusal(error, "password");
  }
  return goTo(turn.flow.state);
}

/** Removes the password where another way in stays (flow-api.md section 13.2). */
export const passwordDelete: Action = {
  name: "password_delete",
  description: "Delete a password.",
  offered: (turn) => canDeletePassword(factsOf(turn)),
  async run(turn) {
    await turn.leaves.passwords.deletePassword({ userId: signedIn(turn).user.userId }, turn.call());
    return goTo(turn.flow.state);
  },
};
