import { PasswordContext } from "@signet/proto/credential/v1/password_service";
import { textOf } from "../engine/inputs.ts";
import { gained } from "../engine/memory.ts";
import { failAt, goTo } from "../engine/outcomes.ts";
import type { Action, Turn } from "../engine/types.ts";
import { acquires, canLogInByEmail, hasWebauthn } from "../policy/facts.ts";
import { goOn } from "../schedule.ts";
import { packUser, subjectOf } from "../subject.ts";
import { passwordFault, passwordRefusal } from "./password-rules.ts";

/** Sets a first password (flow-api.md section 11.4). */
export const registerPassword: Action = {
  name: "register_password",
  description: "Submit a new password.",
  offered: () => true,
  inputs: ({ settings: { password } }) => [
    { name: "new_password", type: "password", required: !password.optional, minLength: password.min_length },
  ],

  async run(turn, input) {
    const password = textOf(input, "new_password");
    const fault = passwordFault(password, turn.settings);
    if (fault) return failAt({ new_password: fault });
    try {
      await keepPassword(turn, password);
    } catch (error) {
      return passwordRefusal(error, "new_password");
    }
    turn.data = gained(turn.data, { password: true });
    return goOn(turn, { final: true });
  },
};

/** At a login the password is stored at once; a registration keeps its hash until there is a user. */
async function keepPassword(turn: Turn, password: string): Promise<void> {
  const { passwords } = turn.leaves;
  if (turn.flow.name === "registration") {
    const { passwordHash } = await passwords.hashPassword({ password }, turn.call());
    turn.data = { ...turn.data, newPasswordHash: passwordHash };
    return;
  }
  const subject = await subjectOf(turn);
  if (!subject) throw new Error("a login without a user has reached the creation of a password");
  await passwords.setPassword(
    {
      userId: subject.user.userId,
      secret: { case: "password", value: password },
      context: PasswordContext.ONBOARDING,
      user: packUser(subject.user),
    },
    turn.call(),
  );
  turn.found = { user: subject.user };
}

/** No password now: only where another way in stays (flow-api.md section 11.4). */
export const skipPassword: Action = {
  name: "skip",
  description: "Skip",
  offered(turn) {
    const { flow, data, settings } = turn;
    const { previous } = flow;
    const comesBack = canLogInByEmail(turn);
    const isOnlyChance =
      (previous === "passcode_confirmation" || previous === "registration_init") &&
      settings.passkey.enabled &&
      acquires(flow.name, settings.passkey) === "never";
    if (!settings.password.optional || previous === "credential_onboarding_chooser") return false;
    if (previous === "onboarding_create_passkey" && !data.has?.webauthn && !comesBack) return false;
    return !isOnlyChance || comesBack;
  },
  run(turn) {
    const { flow, data, settings } = turn;
    const insists = settings.passkey.enabled && acquires(flow.name, settings.passkey) === "conditional";
    const goesToPasskey = insists && !data.has?.webauthn && hasWebauthn(data);
    return goesToPasskey ? goTo("onboarding_create_passkey") : goOn(turn, { final: false });
  },
};
