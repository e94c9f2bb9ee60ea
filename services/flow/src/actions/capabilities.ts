import { goTo } from "../engine/outcomes.ts";
import type { Action, InputValues } from "../engine/types.ts";

/** What the browser can do (flow-api.md section 9). Old clients leave the third switch out. */
export const registerClientCapabilities: Action = {
  name: "register_client_capabilities",
  description: "Send the computers capabilities.",
  offered: () => true,
  inputs: () => [
    { name: "webauthn_available", type: "boolean", required: true, hidden: true },
    { name: "webauthn_conditional_mediation_available", type: "boolean", hidden: true },
    { name: "webauthn_platform_authenticator_available", type: "boolean", hidden: true },
  ],
  run(turn, input) {
    turn.data = {
      ...turn.data,
      webauthnAvailable: isOn(input, "webauthn_available"),
      conditionalMediationAvailable: isOn(input, "webauthn_conditional_mediation_available"),
      platformAuthenticatorAvailable: isOn(input, "webauthn_platform_authenticator_available"),
    };
    return goTo();
  },
};

/** A switch is on only as the JSON value true. */
export function isOn(input: InputValues, name: string): boolean {
  return input[name] === true;
}
