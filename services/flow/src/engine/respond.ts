import { create, fromJson, type JsonValue, type MessageInitShape } from "@bufbuild/protobuf";
import { type Value, ValueSchema } from "@bufbuild/protobuf/wkt";
import { type FlowState, FlowStateSchema, type InputSchema } from "@signet/proto/flow/v1/flow";
import { states } from "../states/index.ts";
import { type FlowErrorCode, flowErrors, inputErrors } from "./errors.ts";
import type { Complaint } from "./execute.ts";
import type { Action, Flow, Input, Turn } from "./types.ts";

/** The answer to a turn: state, payload, what can be done next, and what went wrong (flow-api.md section 3). */
export function respond(turn: Turn, flow: Flow, complaint: Complaint | undefined): FlowState {
  const after: Turn = { ...turn, flow, data: flow.data };
  const status = complaint ? flowErrors[complaint.error][0] : 200;
  return create(FlowStateSchema, {
    name: flow.state,
    status,
    payload: turn.payload,
    csrfToken: flow.csrfToken,
    actions: offeredActions(after).map((action) => describe(action, after, complaint)),
    error: complaint && flowError(complaint.error, turn.debug ? complaint.cause : undefined),
    flowName: flow.name,
    flowId: flow.id,
  });
}

/** The short form: the conversation was not, or must not be, touched (flow-api.md section 3.4). */
export function shortError(error: FlowErrorCode): FlowState {
  return create(FlowStateSchema, { name: "error", status: flowErrors[error][0], error: flowError(error) });
}

/** What may be done in the present state, by name. */
export function offeredActions(turn: Turn): Action[] {
  return states[turn.flow.state].actions
    .filter((action) => action.offered(turn))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function flowError(code: FlowErrorCode, cause = "") {
  return { code, message: flowErrors[code][1], cause };
}

function describe(action: Action, turn: Turn, complaint: Complaint | undefined) {
  const failed = complaint?.action === action.name ? complaint : undefined;
  return {
    name: action.name,
    description: action.description,
    inputs: (action.inputs?.(turn) ?? []).map((input) => describeInput(input, failed)),
  };
}

function describeInput(input: Input, failed: Complaint | undefined): MessageInitShape<typeof InputSchema> {
  const { name, type, minLength, maxLength, required, hidden, allowedValues } = input;
  const code = failed?.inputErrors[name];
  return {
    name,
    type,
    minLength,
    maxLength,
    required,
    hidden,
    value: input.preserve && protoValue(failed?.input[name]),
    error: code && { code, message: inputErrors[code], cause: failed?.cause },
    allowedValues: allowedValues?.map((allowed) => ({ ...allowed })),
  };
}

function protoValue(value: JsonValue | undefined): Value {
  return fromJson(ValueSchema, value ?? null);
}
