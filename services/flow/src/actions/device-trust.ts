import { finallyGoTo, goTo } from "../engine/outcomes.ts";
import type { Action } from "../engine/types.ts";

/** The second factor may be left out on this device from now on (flow-api.md section 10.9). */
export const trustDevice: Action = {
  name: "trust_device",
  description: "Trust this device, to skip MFA on subsequent logins.",
  offered: () => true,
  run(turn) {
    turn.data = { ...turn.data, deviceTrusted: true };
    return finallyGoTo();
  },
};

/** The second factor will be asked for again. */
export const skipDeviceTrust: Action = { name: "skip", description: "Skip", offered: () => true, run: () => goTo() };
