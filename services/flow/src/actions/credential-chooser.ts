import { goTo } from "../engine/outcomes.ts";
import type { Action } from "../engine/types.ts";
import { goOn } from "../schedule.ts";

/** A passkey or a password, as the person likes (flow-api.md section 11.1). */
export const continueToPasskeyRegistration: Action = {
  name: "continue_to_passkey_registration",
  description: "Register a WebAuthn credential",
  offered: () => true,
  run: () => goTo("onboarding_create_passkey"),
};

export const continueToPasswordRegistration: Action = {
  name: "continue_to_password_registration",
  description: "Register a password credential",
  offered: () => true,
  run: () => goTo("password_creation"),
};

/** Neither; in a registration only where a mailed code can sign in. */
export const skipCredentials: Action = {
  name: "skip",
  description: "Skip",
  offered({ flow, data, settings: { password, passkey, email } }) {
    if (!password.optional && !passkey.optional) return false;
    return flow.name !== "registration" || (email.use_for_authentication && data.email !== undefined);
  },
  run: (turn) => goOn(turn, { final: true }),
};
