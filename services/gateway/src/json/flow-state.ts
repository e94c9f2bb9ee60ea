import { toJson } from "@bufbuild/protobuf";
import { ValueSchema } from "@bufbuild/protobuf/wkt";
import type { TenantSettings } from "@signet/config";
import { listOf, textOf } from "@signet/json";
import type { Action, FlowError, FlowState, Input } from "@signet/proto/flow/v1/flow";
import { payloadJson } from "./payload.ts";

/** Where a flow stands, as every flow request answers (flow-api.md 3.1). */
export function flowStateJson(state: FlowState, settings: TenantSettings) {
  const target = `@${state.flowId}`;
  const actions = state.actions.map((action) => {
    const href = `/${state.flowName}?action=${encodeURIComponent(action.name + target)}`;
    return [action.name, actionJson(action, href)] as const;
  });
  return {
    name: state.name,
    status: state.status,
    payload: state.payload && payloadJson(state.payload, settings),
    csrf_token: state.csrfToken,
    actions: Object.fromEntries(actions),
    error: state.error && flowErrorJson(state.error),
    // Reserved by the contract; clients read it, nobody ever saw anything in it.
    links: null,
  };
}

function actionJson({ name, description, inputs }: Action, href: string) {
  return {
    href,
    inputs: Object.fromEntries(inputs.map((input) => [input.name, inputJson(input)])),
    action: name,
    description,
  };
}

/** Members stand where the message has them: `value` may be null and `required` false. */
function inputJson(input: Input) {
  return {
    name: input.name,
    type: input.type,
    value: input.value && toJson(ValueSchema, input.value),
    min_length: input.minLength,
    max_length: input.maxLength,
    required: input.required,
    hidden: input.hidden,
    error: input.error && flowErrorJson(input.error),
    allowed_values: listOf(input.allowedValues.map(({ value, name }) => ({ value, name }))),
  };
}

function flowErrorJson({ code, message, cause }: FlowError) {
  return { code, message, cause: textOf(cause) };
}
