import type { JsonObject, MessageInitShape } from "@bufbuild/protobuf";
import type { CallOptions } from "@connectrpc/connect";
import type { TestUnits } from "@signet/kit/test";
import type { FlowState } from "@signet/proto/flow/v1/flow";
import {
  type Effects,
  type ExecuteActionRequestSchema,
  type FlowClientSchema,
  FlowService,
} from "@signet/proto/flow/v1/flow_service";

/** What an action request may say other than what the last answer offered. */
export type Forged = Partial<Pick<MessageInitShape<typeof ExecuteActionRequestSchema>, "flowId" | "csrfToken">> & {
  readonly flowName?: string;
};

/** One conversation as a client holds it: the last answer, and the cookies that came with it. */
export interface Browser {
  /** The last answer that was not a refusal in the short form. */
  readonly state: FlowState;
  readonly effects: Effects | undefined;
  /** The names of the actions of the last answer. */
  readonly offers: readonly string[];
  /** Cookies: sent with every request. */
  readonly cookies: { sessionTokens: string[]; deviceTrust: string };
  start(flowName: string): Promise<FlowState>;
  /** Executes an action of the last answer. The answer may be a refusal, which changes nothing here. */
  act(action: string, input?: JsonObject, forged?: Forged): Promise<FlowState>;
}

/** A browser that keeps what it is given. */
export function browserOf(units: TestUnits, call: CallOptions): Browser {
  const flows = units.client(FlowService, "gateway");
  const cookies = { sessionTokens: [] as string[], deviceTrust: "" };
  let latest: { state: FlowState; effects: Effects | undefined } | undefined;
  const current = () => {
    if (!latest) throw new Error("the conversation has not begun");
    return latest;
  };
  const client = (): MessageInitShape<typeof FlowClientSchema> => ({
    sessionTokens: [...cookies.sessionTokens],
    deviceTrust: cookies.deviceTrust,
  });
  const keep = (state: FlowState | undefined, effects: Effects | undefined): FlowState => {
    if (!state) throw new Error("an answer without a state");
    if (state.csrfToken !== "") latest = { state, effects };
    if (effects?.session) cookies.sessionTokens = [effects.session.token];
    if (effects?.clearSession) cookies.sessionTokens = [];
    if (effects?.deviceTrust) cookies.deviceTrust = effects.deviceTrust;
    return state;
  };

  return {
    cookies,
    get state() {
      return current().state;
    },
    get effects() {
      return current().effects;
    },
    get offers() {
      return current().state.actions.map(({ name }) => name);
    },
    async start(flowName) {
      const { state, effects } = await flows.startFlow({ flowName, client: client() }, call);
      return keep(state, effects);
    },
    async act(action, inputData = {}, forged = {}) {
      const { flowName, flowId, csrfToken } = current().state;
      const request = { flowName, flowId, csrfToken, action, inputData, client: client(), ...forged };
      const { state, effects } = await flows.executeAction(request, call);
      return keep(state, effects);
    },
  };
}
