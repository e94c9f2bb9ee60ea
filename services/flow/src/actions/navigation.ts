import { goBack, goTo } from "../engine/outcomes.ts";
import type { Action } from "../engine/types.ts";
import { isOn } from "./capabilities.ts";

/** One step back, where the last step allows it (flow-api.md section 5.4). */
export const back: Action = {
  name: "back",
  description: "Navigate one step back.",
  offered: ({ flow }) => flow.history.at(-1)?.revertible === true,
  run: () => goBack,
};

/** Whether the session outlives the browser (flow-api.md section 10.1). */
export const rememberMe: Action = {
  name: "remember_me",
  description: "Enables the user to stay signed in.",
  offered: ({ settings }) => settings.session.cookie.retention === "prompt",
  inputs: () => [{ name: "remember_me", type: "boolean", required: true }],
  run(turn, input) {
    turn.data = { ...turn.data, rememberMe: isOn(input, "remember_me") };
    return goTo(turn.flow.state);
  },
};
