import { isUuid, rescue } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { FlowState } from "@signet/proto/flow/v1/flow";
import type { Effects } from "@signet/proto/flow/v1/flow_service";
import { z } from "zod";
import { clientOf } from "../client.ts";
import { effectsOf } from "../effects.ts";
import { failureAnswer } from "../errors.ts";
import { json } from "../http/answer.ts";
import { callOf, type Exchange, queryOf } from "../http/exchange.ts";
import { jsonBody, readJson } from "../http/json-body.ts";
import { errorBody, type Operation } from "../http/operation.ts";
import type { Outcome, Route } from "../http/route.ts";
import { safeObject } from "../http/rules.ts";
import { flowStateJson } from "../json/flow-state.ts";
import type { Neighbours } from "../neighbours.ts";
import { flowState } from "../schemas/flow-state.ts";

const flows = ["login", "registration", "profile", "token_exchange"] as const;

const actionBody = jsonBody(
  z.object({
    input_data: safeObject.optional().describe("The inputs of the action, by name."),
    csrf_token: z.string().optional().describe("That of the last answer."),
  }),
);

const state = (description: string) => ({ description, body: flowState });

function operationOf(name: (typeof flows)[number]): Operation {
  return {
    id: `act_in_${name}`,
    tag: "Flows",
    summary: `Begins a flow \`${name}\`, or acts in one`,
    description:
      "Without `action` a flow begins and the body is ignored. Every answer says in `actions` what can be done next, and where to send it.",
    ...(name === "profile" && { access: "session" as const }),
    query: z.object({
      action: z.string().optional().describe("`<action>@<flow id>`, as in the `href` of an offered action."),
    }),
    body: actionBody,
    answers: {
      200: state("The state that the flow is in now."),
      400: state("The input was refused, or the request is broken."),
      401: state("What was to be proven was not, or the profile's session is missing."),
      403: state("The action is not offered now."),
      404: { description: "There is no such flow, or none of that name here.", body: z.union([flowState, errorBody]) },
      410: state("The flow has ended."),
      413: state("The body is too large."),
      415: state("The body is no JSON."),
      429: state("Too many attempts."),
      500: state("A fault of the server."),
      503: state("A part of the server cannot be reached."),
    },
  };
}

/** The conversations with people who sign in (flow-api.md 2). */
export function flowRoutes({ flow }: Pick<Neighbours, "flow">): readonly Route[] {
  return flows.map((name) => ({
    method: "POST",
    path: `/${name}`,
    form: "flow",
    operation: operationOf(name),
    handle: (exchange) => {
      const action = queryOf(exchange, "action");
      return action ? act(flow, exchange, name, action) : start(flow, exchange, name);
    },
  }));
}

/** Whatever body comes along with a start is not even read. */
async function start(flow: Neighbours["flow"], exchange: Exchange, flowName: string): Promise<Outcome> {
  const request = { flowName, client: clientOf(exchange) };
  return answer(exchange, await known(flow.startFlow(request, callOf(exchange))));
}

async function act(flow: Neighbours["flow"], exchange: Exchange, flowName: string, text: string): Promise<Outcome> {
  const target = targetOf(text);
  if (!target) return malformed("the parameter action must be <action>@<flow id>");

  const body = await readJson(exchange, actionBody);
  if ("failure" in body) return body;

  const { input_data: inputData, csrf_token: csrfToken = "" } = body.members;
  const request = { ...target, flowName, csrfToken, inputData, client: clientOf(exchange) };
  return answer(exchange, await known(flow.executeAction(request, callOf(exchange))));
}

/** Splits `<action>@<flow id>`. */
function targetOf(text: string): { readonly action: string; readonly flowId: string } | undefined {
  const [action, id, ...more] = text.split("@");
  const flowId = id?.toLowerCase() ?? "";
  return action && more.length === 0 && isUuid(flowId) ? { action, flowId } : undefined;
}

function malformed(message: string): Outcome {
  return { failure: { status: 400, message } };
}

interface FlowResponse {
  readonly state?: FlowState;
  readonly effects?: Effects;
}

/** A flow that this installation does not have is a path that is not there. */
function known(call: Promise<FlowResponse>): Promise<FlowResponse | undefined> {
  return rescue(call, { [Reason.FLOW_UNKNOWN]: () => undefined });
}

function answer({ settings }: Exchange, response: FlowResponse | undefined): Outcome {
  if (!response) return failureAnswer("rest", { status: 404 }, false);
  const { state, effects } = response;
  if (!state) throw new Error("the flow answered without a state");
  return json(state.status, flowStateJson(state, settings), effectsOf(effects, settings));
}
