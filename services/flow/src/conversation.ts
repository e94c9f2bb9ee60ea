import type { MessageInitShape } from "@bufbuild/protobuf";
import { create } from "@bufbuild/protobuf";
import type { HandlerContext } from "@connectrpc/connect";
import { callerOf, forward, isAway, isSameText, isUuid, problem, reasonOf, type Secrets, uuidv4 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { FlowState } from "@signet/proto/flow/v1/flow";
import {
  type EffectsSchema,
  type ExecuteActionRequest,
  type ExecuteActionResponse,
  ExecuteActionResponseSchema,
  type FlowClient,
  type StartFlowRequest,
} from "@signet/proto/flow/v1/flow_service";
import { beganAt, firstCsrfToken } from "./engine/csrf.ts";
import type { FlowErrorCode } from "./engine/errors.ts";
import { execute } from "./engine/execute.ts";
import { offeredActions, respond, shortError } from "./engine/respond.ts";
import type { Flow, FlowName, Turn } from "./engine/types.ts";
import { type FlowDefinition, flows } from "./flows/index.ts";
import type { FlowLocker } from "./locker.ts";
import { originOf } from "./origin.ts";
import { actAs, checkSession, readSessionUser, type SessionCheck } from "./profile.ts";
import type { FlowStore } from "./store.ts";
import { type VisitDeps, visitOf } from "./visit.ts";

/** What conversations are held with. */
export interface ConversationDeps extends VisitDeps {
  readonly store: FlowStore;
  readonly locker: FlowLocker;
  readonly secrets: Secrets;
  /** Whether flow errors carry their cause. */
  readonly debug: boolean;
}

type Effects = MessageInitShape<typeof EffectsSchema>;

/** Begins a conversation. Nothing is stored before its first action: the token proves that we began it. */
export async function startConversation(deps: ConversationDeps, request: StartFlowRequest, context: HandlerContext) {
  const { name, definition } = definitionOf(request.flowName);
  const check = await sessionOf(deps, definition, request.client, context);
  if (definition.needsSession && !check.session) return answer(shortError("unauthorized"), clearing(check));

  const { tenantId } = callerOf(context);
  const flow = beginning(deps, { tenantId, name, flowId: uuidv4() }, deps.now());
  const turn = turnOf(deps, flow, request.client, context);
  return answer(respond(turn, flow, undefined), {});
}

/** Does one action: the checks in the order of flow-api.md section 5.5, then the turn itself. */
export async function continueConversation(
  deps: ConversationDeps,
  request: ExecuteActionRequest,
  context: HandlerContext,
): Promise<ExecuteActionResponse> {
  const { name, definition } = definitionOf(request.flowName);
  const check = await sessionOf(deps, definition, request.client, context);
  if (definition.needsSession && !check.session) return answer(shortError("unauthorized"), clearing(check));
  if (!isUuid(request.flowId)) return answer(shortError("operation_not_permitted_error"), {});

  try {
    const done = await deps.locker.alone(request.flowId, () => takeTurn(deps, name, request, context, check));
    return done === "busy" ? answer(shortError("technical_error"), {}) : done;
  } catch (error) {
    // Where something does not answer, the caller says so: the same request may succeed in a moment.
    if (context.signal.aborted || isAway(error)) throw error;
    // Deleted since the turn began: the next one would be refused as well.
    if (reasonOf(error) === Reason.USER_NOT_FOUND) return answer(shortError("operation_not_permitted_error"), {});
    deps.log.error({ err: error, flow: name, flowId: request.flowId, action: request.action }, "action failed");
    return answer(shortError("technical_error"), {});
  }
}

async function takeTurn(
  deps: ConversationDeps,
  name: FlowName,
  request: ExecuteActionRequest,
  context: HandlerContext,
  check: SessionCheck,
): Promise<ExecuteActionResponse> {
  const loaded = await load(deps, name, request, callerOf(context).tenantId);
  if ("refusal" in loaded) return answer(shortError(loaded.refusal), {});
  const turn = turnOf(deps, loaded.flow, request.client, context);

  if (check.session) {
    const sessionUser = await readSessionUser(turn, check.session);
    if (!sessionUser) return answer(shortError("operation_not_permitted_error"), {});
    actAs(turn, sessionUser);
  }
  const action = offeredActions(turn).find((offered) => offered.name === request.action);
  if (!action) return answer(shortError("operation_not_permitted_error"), {});

  const { flow, complaint } = await execute(turn, action, request.inputData);
  const saved = loaded.isNew
    ? await deps.store.insert(flow, turn.events, turn.now)
    : await deps.store.update(flow, turn.events, turn.now);
  // Another request did this turn first; what it did counts.
  if (!saved) return answer(shortError(loaded.isNew ? "operation_not_permitted_error" : "technical_error"), {});
  for (const work of turn.afterSave) await work();
  return answer(respond(turn, flow, complaint), turn.effects);
}

/** Finds the conversation and checks that the client may go on with it. */
async function load(
  deps: ConversationDeps,
  name: FlowName,
  { flowId, csrfToken }: ExecuteActionRequest,
  tenantId: string,
): Promise<{ flow: Flow; isNew: boolean } | { refusal: FlowErrorCode }> {
  const identity = { tenantId, name, flowId };
  const began = beganAt(deps.secrets, identity, csrfToken, deps.now());
  if (began) {
    const flow = beginning(deps, identity, began);
    return isExpired(flow, deps.now()) ? { refusal: "flow_expired_error" } : { flow, isNew: true };
  }
  const flow = await deps.store.find(tenantId, flowId);
  if (!flow || flow.name !== name) return { refusal: "operation_not_permitted_error" };
  if (isExpired(flow, deps.now())) return { refusal: "flow_expired_error" };
  if (!isSameText(csrfToken, flow.csrfToken)) return { refusal: "operation_not_permitted_error" };
  return { flow, isNew: false };
}

function isExpired(flow: Flow, now: Date): boolean {
  return flow.expiresAt.getTime() < now.getTime();
}

/** A conversation before its first action. */
function beginning(
  deps: ConversationDeps,
  { tenantId, name, flowId }: { tenantId: string; name: FlowName; flowId: string },
  began: Date,
): Flow {
  const { definition } = definitionOf(name);
  const [state, ...scheduled] = definition.initial;
  return {
    id: flowId,
    tenantId,
    name,
    version: 0,
    csrfToken: firstCsrfToken(deps.secrets, { tenantId, name, flowId }, began),
    expiresAt: new Date(began.getTime() + definition.lifetimeMs),
    state,
    scheduled,
    data: {},
    history: [],
  };
}

function turnOf(deps: ConversationDeps, flow: Flow, client: FlowClient | undefined, context: HandlerContext): Turn {
  const turn: Turn = {
    ...visitOf(deps, client, context, () => forward(context, originOf(turn))),
    flow,
    debug: deps.debug,
    data: flow.data,
    payload: {},
    effects: {},
    found: {},
    events: [],
    afterSave: [],
  };
  return turn;
}

function definitionOf(flowName: string): { name: FlowName; definition: FlowDefinition } {
  // A name that is not a key finds nothing, which is what is asked next.
  const name = flowName as FlowName;
  const definition = Object.hasOwn(flows, flowName) ? flows[name] : undefined;
  if (!definition) throw problem(Reason.FLOW_UNKNOWN, `there is no flow ${flowName.slice(0, 64)}`);
  return { name, definition };
}

async function sessionOf(
  deps: ConversationDeps,
  definition: FlowDefinition,
  client: FlowClient | undefined,
  context: HandlerContext,
): Promise<SessionCheck> {
  if (!definition.needsSession) return { idleExpired: false };
  return checkSession(deps.leaves, client, forward(context));
}

function clearing({ idleExpired }: SessionCheck): Effects {
  return { clearSession: idleExpired };
}

function answer(state: FlowState, effects: Effects): ExecuteActionResponse {
  return create(ExecuteActionResponseSchema, { state, effects });
}
